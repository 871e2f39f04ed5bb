"""What holds for every expression: no crash, no leak, exact numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ivrplan.diagnostics import IvrplanError
from ivrplan.language import numeric
from ivrplan.language.convert import convert, type_of, unify
from ivrplan.language.equality import equal, identity
from ivrplan.language.evaluate import Scope
from ivrplan.language.functions.contract import Function
from ivrplan.language.functions.table import FUNCTIONS, functions
from ivrplan.language.marks import set_of
from ivrplan.language.types import Type, format_type
from ivrplan.language.values import UNKNOWN, Sensitive, SetValue, Value
from tests.language.values import CONTEXT, show, value_of

LEAVES = [
    "0",
    "1",
    "2",
    "-1",
    "2.5",
    "1e3",
    "true",
    "false",
    "null",
    "[]",
    "{}",
    "later.id",
    "missing",
    "var.names",
    "var.word",
    "var.count",
    "var.yes",
    "var.list",
    "var.map",
    '""',
    '"a"',
    '"1"',
    '"a,b"',
    '"%s"',
    '"[a-z]+"',
    '"2026-01-31T12:00:00Z"',
    '"10.0.0.0/8"',
    "[1,2]",
    '["a","b"]',
    '{a=1,b="x"}',
]
OPERATORS = ("+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||")
REVEALING = {"nonsensitive", "can", "try", "issensitive"}


def composite(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    names = st.sampled_from(sorted(FUNCTIONS))
    return st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from(OPERATORS), inner),
        st.builds("({}{})".format, st.sampled_from("-!"), inner),
        st.builds("({} ? {} : {})".format, inner, inner, inner),
        st.builds("[{}, {}]".format, inner, inner),
        st.builds("{{a = {}, ({}) = {}}}".format, inner, inner, inner),
        st.builds("({}).a".format, inner),
        st.builds("({})[{}]".format, inner, inner),
        st.builds("({})[*].a".format, inner),
        st.builds("({})[*]".format, inner),
        st.builds("[for k, v in {} : {} if {}]".format, inner, inner | st.sampled_from("kv"), inner),
        st.builds("{{for k, v in {} : {} => {}}}".format, inner, inner | st.sampled_from("kv"), inner),
        st.builds("{{for k, v in {} : {} => v...}}".format, inner, inner | st.just("k")),
        st.builds('"x${{{}}}y"'.format, inner),
        st.builds('"%{{ if {} }}${{{}}}%{{ endif }}"'.format, inner, inner),
        st.builds('"%{{ for v in {} }}${{v}}%{{ endfor }}"'.format, inner),
        st.builds("{}({})".format, names, st.lists(inner, min_size=1, max_size=3).map(", ".join)),
        st.builds("{}({}...)".format, names, inner),
    )


ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    "string": (
        '"a"',
        '"a,b"',
        '"[a-z]"',
        "var.word",
        "var.map.a",
        '"${var.word}-"',
        '"2026-01-31T12:00:00Z"',
    ),
    "number": ("1", "2", "-1", "var.count", "var.map.b", "length(var.names)", "var.yes ? 1 : 2"),
    "bool": ("true", "var.yes", 'var.word == "a"', '"false"'),
    "other": (
        *(
            "var.names",
            "var.list",
            "var.map",
            "[]",
            "null",
            "later.id",
            "[later.id, var.word]",
            "[[var.word], []]",
        ),
        *('["a", var.word]', "[var.count, 1]", "{a = var.word, b = 2}", "toset(var.names)", '{a = ["x"]}'),
    ),
}


def arguments_for(kind: Type) -> st.SearchStrategy[str]:
    everything = tuple(text for pool in ARGUMENTS.values() for text in pool)
    return st.sampled_from(ARGUMENTS.get(format_type(kind), everything))


def call_of(function: Function) -> st.SearchStrategy[str]:
    parameters = [arguments_for(parameter.type) for parameter in function.parameters]
    arguments = st.tuples(*parameters).map(list)
    if function.variadic is not None:
        more = st.lists(arguments_for(function.variadic.type), max_size=3)
        arguments = st.builds(list.__add__, arguments, more)
    return arguments.map(lambda texts: f"{function.name}({', '.join(texts)})")


calls = st.sampled_from(sorted(FUNCTIONS.values(), key=lambda function: function.name)).flatmap(call_of)
operands = st.sampled_from([text for pool in ARGUMENTS.values() for text in pool])
expressions = (
    st.recursive(st.sampled_from(LEAVES), composite, max_leaves=8) | calls | composite(operands | calls)
)


def scope(word: str, count: int, *, yes: bool) -> Scope:
    secrets: Mapping[str, Value] = {
        "word": Sensitive(word),
        "count": Sensitive(count),
        "yes": Sensitive(yes),
        "list": Sensitive((word, count)),
        "map": {"a": Sensitive(word), "b": 1},
        "names": ("ada", "bob"),
    }
    return Scope({"var": secrets, "later": {"id": UNKNOWN}}, functions(CONTEXT))


FIRST = scope("q7zxq7zx", 41, yes=True)
SECOND = scope("w9kvw9kv", 57, yes=False)


def outcome(text: str, scope: Scope) -> Value | IvrplanError:
    try:
        return value_of(text, scope)
    except IvrplanError as failure:
        return failure


def parts(value: Value) -> Iterator[Value]:
    yield value
    inner: tuple[Value, ...] = ()
    match value:
        case Sensitive():
            inner = (value.value,)
        case tuple() | SetValue():
            inner = tuple(value)
        case Mapping():
            inner = tuple(value.values())
    for part in inner:
        yield from parts(part)


def masked(value: Value) -> Value:
    """The value with everything sensitive left out: what an output may show of it."""
    match value:
        case Sensitive():
            return "***"
        case tuple():
            return tuple(map(masked, value))
        case SetValue():
            return SetValue(tuple(map(masked, value)))
        case Mapping():
            return {name: masked(part) for name, part in value.items()}
        case _:
            return value


@settings(max_examples=600, deadline=None)
@given(expressions)
def test_an_expression_has_a_value_or_an_error_with_a_place(text: str) -> None:
    value = outcome(text, FIRST)
    if isinstance(value, IvrplanError):
        assert all(problem.range and problem.detail for problem in value.diagnostics)
        return

    for part in parts(value):
        assert not isinstance(part, float)
        assert not isinstance(part, Decimal) or part != part.to_integral_value()
        if isinstance(part, Sensitive):
            assert not any(isinstance(inner, Sensitive) for inner in parts(part.value))
    assert show(value) == show(value_of(text, FIRST))


@settings(max_examples=600, deadline=None)
@given(expressions)
def test_what_is_not_marked_does_not_hang_on_a_secret(text: str) -> None:
    assume(not any(f"{name}(" in text for name in REVEALING))
    first, second = outcome(text, FIRST), outcome(text, SECOND)

    for failure in (first, second):
        if isinstance(failure, IvrplanError):
            assert not any(secret in str(failure).lower() for secret in ("q7zx", "w9kv", "xz7q", "vk9w"))
    if not isinstance(first, IvrplanError) and not isinstance(second, IvrplanError):
        assert masked(first) == masked(second)


whole = st.integers(-(10**40), 10**40)
digits = st.decimals(-(10**20), 10**20, places=10).map(numeric.normal)
numbers = whole | digits


@settings(deadline=None)
@given(whole, whole, whole)
def test_whole_numbers_obey_the_laws_of_arithmetic(a: int, b: int, c: int) -> None:
    assert numeric.add(a, b) == numeric.add(b, a) == a + b
    assert numeric.multiply(a, numeric.add(b, c)) == a * b + a * c
    assert numeric.subtract(numeric.add(a, b), b) == a


@settings(deadline=None)
@given(numbers, numbers)
def test_dividing_and_multiplying_gives_the_number_back(a: numeric.Number, b: numeric.Number) -> None:
    assume(b)

    assert numeric.equal(numeric.multiply(numeric.divide(a, b), b), a)
    rest = numeric.modulo(a, b)
    assert abs(Decimal(rest)) < abs(Decimal(b))
    assert not rest or (rest > 0) is (a > 0)


@settings(deadline=None)
@given(numbers)
def test_a_number_reads_back_from_its_text(number: numeric.Number) -> None:
    assert numeric.parse(numeric.text(number)) == number
    assert "E" not in numeric.text(number)


values = st.recursive(
    st.none() | st.booleans() | whole | digits | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple) | st.dictionaries(st.text(max_size=2), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(values, values)
def test_equality_and_identity_agree(a: Value, b: Value) -> None:
    assert equal(a, a) is True
    assert equal(a, b) is (identity(a) == identity(b))


@settings(deadline=None)
@given(st.lists(values, max_size=5))
def test_a_set_has_each_element_once_in_one_order(items: list[Value]) -> None:
    assert set_of(items) == set_of([*reversed(items), *items])


@settings(deadline=None)
@given(st.lists(values, min_size=1, max_size=4))
def test_values_can_be_converted_to_the_type_they_have_in_common(items: list[Value]) -> None:
    common = unify([type_of(item) for item in items])
    assume(common is not None)
    assert common is not None

    converted = [convert(item, common) for item in items]

    assert unify([type_of(item) for item in converted]) is not None
    assert [convert(item, common) for item in converted] == converted
