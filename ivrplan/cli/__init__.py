"""The command line: options in, workflows called, views written out.

main.py       the group; `commands/` is imported on use, so that help costs nothing
table.py      the commands: one line each
options.py    options that several commands share
session.py    what a run was told: folder, values, colours, JSON or not
run.py        a workflow run to its end: errors, exit codes, signals
progress.py   what is shown while an apply runs
commands/     one command a file
"""
