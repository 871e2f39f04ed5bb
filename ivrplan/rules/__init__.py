"""Rules: what is wrong with a flow, and what could be better.

    rule.py        what a rule is, and what it finds
    table.py       every rule, in one table
    choice.py      which rules a project wants, and how seriously it takes them
    thresholds.py  the numbers and lists that a project can set
    silence.py     suppressions: a rule that shall not speak, why, and until when
    fix.py         what can be mended without asking anybody
    run.py         flow + rules -> report: findings, and what was silenced for which reason
    report.py      the report -> diagnostics with their place in the sources
    limits.py      checks with numbers, for the rules that say what a vendor cannot do
    structure/     flows in which calls get lost (errors), or may (warnings)
    practice/      flows that callers will not like (warnings, notes)
    security/      what should not be in a flow, or not in clear (warnings)
    upkeep/        suppressions that do not hold, or are not needed

A rule is one file, one line in the table and one page under `docs/rules/`. What a vendor cannot do is said by rules of
the same shape in that vendor's provider; no vendor is known here.
"""
