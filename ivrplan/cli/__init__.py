"""The command line: options in, workflows called, views written out.

main.py       the entry point: the group, and what becomes of mistakes in how it was called
group.py      groups whose commands are imported on use, so that help costs nothing
table.py      the commands: one line each
options.py    options that several commands share
session.py    what a run was told: folder, values, colours, JSON or not; where its output goes
run.py        a workflow run to its end: errors, exit codes
applying.py   what apply and destroy share
approval.py   asking a person
prompt.py     asking for line after line
progress.py   what is shown while work goes on
surveying.py  how far the reading of a tenant is
refusal.py    a wrong call, for programs
document.py   the reference page of the command line, made from its help
commands/     one command a file
"""
