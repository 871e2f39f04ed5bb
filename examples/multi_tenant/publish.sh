#!/bin/sh
# Puts the folder `library` into the git repository `flows.git` under a tag, as a team that keeps flows would.
#
#     sh publish.sh TAG
set -eu
test -d flows.git || git init --quiet --bare --initial-branch=main flows.git
export GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@example.com GIT_COMMITTER_NAME=Ada GIT_COMMITTER_EMAIL=ada@example.com
export GIT_DIR=flows.git GIT_WORK_TREE=library
git add --all .
git commit --quiet --message "The library of flows, $1"
git tag "$1"
