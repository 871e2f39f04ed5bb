"""Functions as a whole: their descriptions, their page, how they are called, and those that read the outside."""

from __future__ import annotations

import base64
import gzip
import os
import re
from decimal import Decimal
from pathlib import Path

import pytest

from ivrplan.diagnostics import EvaluationError
from ivrplan.language.evaluate import Scope
from ivrplan.language.functions.contract import Function, FunctionContext
from ivrplan.language.functions.document import page
from ivrplan.language.functions.table import FAMILIES, FUNCTIONS, functions
from ivrplan.language.functions.unavailable import UNAVAILABLE
from ivrplan.language.values import UNKNOWN, Capsule, Sensitive, SetValue, Value
from tests.language.values import CONTEXT, value_of

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "functions.md"


class Flow(Capsule):
    type_name = "flow"


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda function: function.name)
def test_every_function_is_described_in_one_sentence(function: Function) -> None:
    assert re.fullmatch(r"[-A-Z0-9][^\n]+[^.]\.", function.description)


def test_no_name_stands_for_two_functions() -> None:
    assert sum(map(len, FAMILIES.values())) == len(FUNCTIONS)
    assert not FUNCTIONS.keys() & UNAVAILABLE.keys()


def test_the_reference_page_is_fresh() -> None:
    assert PAGE.read_text() == page(), (
        "run: python -m ivrplan.language.functions.document > docs/reference/functions.md"
    )


def test_functions_can_be_called_from_templates() -> None:
    bound = functions(CONTEXT)

    assert bound["upper"]("ada") == "ADA"
    assert bound["max"](1, Decimal("2.5")) == Decimal("2.5")
    assert bound["try"]("x", "y") == "x"
    assert bound["can"]("x") is True
    assert bound["upper"](Sensitive("ada")) == Sensitive("ADA")
    assert bound["upper"](UNKNOWN) is UNKNOWN


@pytest.mark.parametrize(
    ("name", "arguments", "detail"),
    [
        ("upper", (), 'The function "upper" expects 1 argument. The value for "string" is missing.'),
        (
            "upper",
            (None,),
            'The function "upper" cannot take this value for "string": argument must not be null.',
        ),
        ("min", (1, ()), 'The function "min" cannot take this value for "numbers": a number is required.'),
        ("pow", (0, -1), 'The function "pow" has no result here: zero cannot be raised to a negative power.'),
        ("try", (), 'The function "try" expects at least 1 argument. The value for "expression" is missing.'),
    ],
)
def test_a_call_from_a_template_says_what_is_wrong(
    name: str, arguments: tuple[Value, ...], detail: str
) -> None:
    with pytest.raises(EvaluationError) as caught:
        functions(CONTEXT)[name](*arguments)

    assert [problem.detail for problem in caught.value.diagnostics] == [detail]


def test_messages_about_secrets_quote_nothing() -> None:
    with pytest.raises(EvaluationError) as caught:
        functions(CONTEXT)["formatdate"](Sensitive("hunter"), "2026-01-01T00:00:00Z")

    assert "unter" not in str(caught.value)
    assert "an argument is sensitive" in str(caught.value)


def test_nothing_is_read_from_the_process_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IVRPLAN_PROBE", "outside")

    assert value_of('env("IVRPLAN_PROBE", "inside")') == "inside"


def test_a_flow_is_passed_through_but_not_written() -> None:
    flow = Flow()
    scope = Scope({"flow": {"main": flow}}, functions(CONTEXT))

    assert value_of('merge({a = flow.main}, {b = 1})["a"]', scope) is flow
    assert value_of("flow.main == flow.main", scope) is True
    assert value_of("flow.main == 1", scope) is False
    assert value_of("true ? flow.main : null", scope) is flow
    with pytest.raises(EvaluationError, match="a flow cannot be written as JSON"):
        value_of("jsonencode(flow.main)", scope)


def test_gzip_can_be_read_back_and_is_the_same_every_time() -> None:
    first, second = value_of('base64gzip("test")'), value_of('base64gzip("test")')

    assert first == second
    assert isinstance(first, str)
    assert gzip.decompress(base64.b64decode(first)) == b"test"


@pytest.fixture
def disk(tmp_path: Path) -> Scope:
    (tmp_path / "prompts" / "en").mkdir(parents=True)
    (tmp_path / "prompts" / "en" / "hello.txt").write_text("He\u0301llo\n")
    (tmp_path / "prompts" / "bye.txt").write_text("Bye\n")
    (tmp_path / "prompts" / "bye.wav").write_bytes(b"\xff\xfe")
    return Scope({}, functions(FunctionContext(tmp_path)))


def test_files_are_read_relative_to_the_root_folder(disk: Scope) -> None:
    assert value_of('file("prompts/en/hello.txt")', disk) == "H\u00e9llo\n"
    assert value_of('filebase64("prompts/bye.wav")', disk) == "//4="
    assert value_of('fileexists("prompts/bye.txt")', disk) is True
    assert value_of('fileexists("prompts/nothing.txt")', disk) is False


def test_an_absolute_path_stays_as_it_is(disk: Scope, tmp_path: Path) -> None:
    assert value_of(f'file("{tmp_path}/prompts/bye.txt")', disk) == "Bye\n"
    assert value_of('abspath("x")', disk) == os.fspath(tmp_path / "x")


@pytest.mark.parametrize("name", ["md5", "sha1", "sha256", "sha512", "base64sha256", "base64sha512"])
def test_the_digest_of_a_file_is_that_of_its_text(disk: Scope, name: str) -> None:
    assert value_of(f'file{name}("prompts/bye.txt")', disk) == value_of(f'{name}("Bye\\n")', disk)


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("*.txt", ["bye.txt"]),
        ("**", ["bye.txt", "bye.wav", "en/hello.txt"]),
        ("**/*.txt", ["bye.txt", "en/hello.txt"]),
        ("*", ["bye.txt", "bye.wav"]),
        ("bye.{txt,wav}", ["bye.txt", "bye.wav"]),
        ("b?e.[tu]*", ["bye.txt"]),
        ("bye.[!t]*", ["bye.wav"]),
        ("nothing", []),
        ("e,n", []),
        ("\\\\*.txt", []),
    ],
)
def test_fileset_finds_what_a_pattern_matches(disk: Scope, pattern: str, found: list[str]) -> None:
    assert value_of(f'fileset("prompts", "{pattern}")', disk) == SetValue(tuple(found))


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        ('file("nothing.txt")', "there is no such file"),
        ('file("prompts")', "the file cannot be read"),
        ('file("prompts/bye.wav")', "the file is no text in UTF-8"),
        ('file("a\\u0000b")', "a path cannot have a NUL character in it"),
        ('fileexists("prompts")', "this is a folder, not a file"),
        ('fileset("prompts", "{a")', "the pattern has a brace without its partner"),
        ('fileset("prompts", "a}")', "the pattern has a brace without its partner"),
    ],
)
def test_a_file_that_cannot_be_read_is_reported(disk: Scope, expression: str, problem: str) -> None:
    with pytest.raises(EvaluationError, match=problem):
        value_of(expression, disk)
