"""Parts -> values, in the order in which they need each other.

module.py          one module with its values, from its folder to everything in it evaluated: the root, or a call
needs.py           what each part refers to; names.py
dependencies.py    the order of evaluation, and circles that forbid any
run.py             everything evaluated once, with nothing known of what vendors tell
scope.py           the evaluator, which answers again when more is known; program.py: what it works on
flows.py           flow blocks -> call flows; handovers.py: which resource a goto leads to;
                   exits.py: edges of embedded flows that nothing takes
instances.py       count and for_each
judging.py         conditions; asking.py: expressions that stand in no file
addresses.py       which resources and data each thing needs
refactored.py      moved and removed blocks against each other, and against what is declared; imports.py
"""
