"""Questions made by combining: every function, operator and construct with many values, most of them unsuitable.

The same ones every time: what is chosen for a function or an operator hangs on its name alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Final

from ivrplan.language.functions.contract import Function
from ivrplan.language.functions.table import FUNCTIONS
from ivrplan.language.types import Type, format_type

NUMBERS: Final = (
    *("0", "1", "-1", "2.5", "10", "1e3", "0.1", "3", "1234567890123456789012345678901234567890"),
    *("0.1234567890123456789012345678901234567890", "-7", "1e-30", "255"),
)
TEXTS: Final = (
    *('""', '"a"', '"A b"', '"a,b"', '"7"', '"é日🎉"', '" x "', '"true"', '"-2.50"', '"e\\u0301"', '"\\n"'),
    *('"%s-%d"', '"[a-z]+"', '"{}"', '"YYYY"', '"24h"', '"2026-01-31T12:00:00Z"', '"10.0.0.0/8"', '"YQ=="'),
    *('"<&>"', '"straße"', '"10"', '"0x1F"', '"1e2"', '"a-b_c d"'),
)
COLLECTIONS: Final = (
    *("[]", "{}", "[1, 2]", '["b", "a"]', '[3, "x"]', '{ a = 1, b = "x" }', "{ a = 1 }", 'toset(["b", "a"])'),
    *("[[1], [2]]", "[{ a = 1 }]", "[null]", "[true, false]", "tolist([1, 2, 3])", 'tomap({ k = "v" })'),
    *('["a", "b", "a", ""]', "{ b = [1], a = [2] }", "toset([2, 1])", "[later.n, 1]", "{ a = later.n }"),
)
OTHERS: Final = (
    "true",
    "false",
    "null",
    "later.n",
    'sensitive("a")',
    '[sensitive("a")]',
    "sensitive([1, 2])",
)
OPERANDS: Final = (*NUMBERS, *TEXTS, *COLLECTIONS, *OTHERS)

OPERATORS: Final = ("+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||")
SHAPES: Final = (
    *("-({})", "!({})", "({}).a", "({}).0", "({})[*]", "({})[*].a", "({}).*.a", '"${{{}}}"', '"<${{{}}}>"'),
    *(
        "[for v in {}: v]",
        "[for k, v in {}: [k, v]]",
        "{{for k, v in {}: k => v}}",
        "[for v in [1]: v if {}]",
    ),
    *(
        "{{for v in [1, 2]: {} => v...}}",
        '"%{{ for v in {} }}(${{v}})%{{ endfor }}"',
        '"%{{ if {} }}y%{{ endif }}"',
    ),
    *("{{ ({}) = 1 }}", "[{}]", "{} ? 1 : 2", "max({}...)", "({})[0]", '({})["a"]', "try({}, 1)", "can({})"),
)
PAIRS: Final = (
    "({})[{}]",
    "[{}] == [{}]",
    "true ? {} : {}",
    "false ? {} : {}",
    '"${{{}}}-${{{}}}"',
    "tolist([{}, {}])",
)

UNSTABLE: Final = frozenset({"env", "abspath", "pathexpand", "base64gzip", "file", "fileexists"})
"""What depends on the machine, or is another text of the same meaning."""

SINGLE: Final = 10
CALLS: Final = 12
PAIRED: Final = 30
SHAPED: Final = 36
"""How many questions are made of a function with one operand, of a function, of an operator, of another construct."""


def generated() -> Iterator[str]:
    for shape in SHAPES:
        yield from (shape.format(operand) for operand in Random(shape).sample(OPERANDS, SHAPED))
    for shape in (*PAIRS, *(f"{{}} {operator} {{}}" for operator in OPERATORS)):
        random = Random(shape)
        yield from (shape.format(*random.choices(OPERANDS, k=2)) for _ in range(PAIRED))
    for name in sorted(FUNCTIONS.keys() - UNSTABLE):
        random = Random(name)
        yield f"{name}()"
        yield from (f"{name}({operand})" for operand in random.sample(OPERANDS, SINGLE))
        yield from (f"{name}({', '.join(_arguments(random, FUNCTIONS[name]))})" for _ in range(CALLS))


def _arguments(random: Random, function: Function) -> list[str]:
    """Mostly arguments that suit the types of the parameters, so that calls succeed."""
    more = [function.variadic] * random.randint(0, 2) if function.variadic else []
    return [random.choice(_suiting(parameter.type, random)) for parameter in (*function.parameters, *more)]


def _suiting(kind: Type, random: Random) -> tuple[str, ...]:
    if random.random() < MISFITS:
        return OPERANDS
    return {"number": NUMBERS, "string": TEXTS}.get(format_type(kind), COLLECTIONS)


MISFITS: Final = 0.1
