"""Results -> what people and programs read. Views print nothing and decide nothing.

text.py         text that plays no tricks with a terminal, and its width
palette.py      colours and marks
values.py       values as they would stand in a configuration
answers.py      the console's answers: values and types
words.py        what differs between two texts, word by word
releases.py     how a change reaches callers
rows.py         lines with a sign and a depth
attributes.py   attributes that come, go or change
nodes.py        whole nodes of call flows, and edges
flows.py        what differs between two call flows, node by node
differences.py  what differs between two states of a resource
changes.py      one change of a plan
data.py         data that is read during apply
checks.py       what is known of conditions, as JSON
plans.py        a plan for people
planjson.py     a plan in the shape of Terraform's plan JSON
actions.py      words and signs for what is done
titles.py       the heads of resources' blocks
snippets.py     source lines with a caret
diagnostics.py  problems with their source lines
lints/          what linting found, in many forms
explanations.py rules explained
progress.py     an apply while it runs
audits.py       audit logs for people and programs
drifts.py       drift for people and programs
hearings.py     what came of vendors' events
graphs.py       the dependency graph as DOT, Mermaid and JSON
quoting.py      texts as DOT and Mermaid write them
drawings/       call flows as SVG, DOT and Mermaid
reports.py      what a call flow promises
imported.py     what import took into the state
adoptions.py    what import --all wrote, and how far it is
formats.py      what formatting changed
versions.py     the versions of a resource
testruns.py     what came of tests: text, JSON, JUnit XML; testwritings.py: new tests
states.py       state, resources and outputs for people and programs
"""
