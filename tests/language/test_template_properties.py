"""What must hold for every template and every value."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from ivrplan.diagnostics import ConfigurationError
from ivrplan.language.parser import parse
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Literal, Template
from ivrplan.language.template import TemplateEngine
from ivrplan.language.templating.context import START, ContextError, follow
from ivrplan.language.values import Value

ENGINE = TemplateEngine(Path(__file__).parent, {})

hostile = st.lists(
    st.sampled_from(
        [
            *'"\\$%{}\n\r\t*/#<>~=,;()[] \x00\x85\u2028\ue000ꙮ',
            "EOT",
            "a",
            "é",
            "é",
            "${",
            "%{",
            "*/",
            "{{ x }}",
            "{%",
            "\nEOT\n",
            "<<EOT\n",
            "\\u0024",
            "1",
            "null",
        ]
    )
    | st.text(max_size=3),
    max_size=6,
).map("".join)

# What stands around a value in the template, without meaning anything in HCL by itself.
around = st.sampled_from(["", " ", "$", "%", "$$", "%%", "{y}", "$ ", "a", "}", "~", "$%", "E", "EOT"])


def text_of(node: Any) -> str:
    """The text of an expression that consists of constant text."""
    match node:
        case str():
            return node
        case Literal(value=str()):
            return str(node.value)
        case Template():
            return "".join(text_of(part) for part in node.parts)
        case _:
            raise AssertionError(node)


def parsed(text: str, **variables: Any) -> Any:
    result = parse(ENGINE.render("main.ivr.hcl", text, {"var": variables}))
    assert not result.diagnostics
    return result.body


def parsed_unless_behind_dollar(before: str, text: str, **variables: Any) -> Any:
    """What is parsed; None where `$` or `%` stands before a value that cannot stand behind it."""
    try:
        return parsed(text, **variables)
    except ConfigurationError as caught:
        failure = caught
    assert before[-1:] in {"$", "%"}
    assert "$ or %" in str(failure)
    return None


def same(left: str, right: str) -> bool:
    return unicodedata.normalize("NFC", left) == unicodedata.normalize("NFC", right)


@given(hostile)
def test_a_value_in_code_is_one_string(value: str) -> None:
    body = parsed("a = {{ var.v }}\nb = [{{ var.v }}, { k = {{ var.v }} }]\n", v=value)
    assert list(body.attributes) == ["a", "b"]
    assert same(text_of(body.attributes["a"].expression), value)
    first, second = body.attributes["b"].expression.items
    assert same(text_of(first), value)
    assert same(text_of(second.items[0][1]), value)


@given(around, hostile, hostile, around)
@example("$", "", "", "{y}")
@example("$", "{", "", "")
@example("", "$", "{x}", "{y}")
def test_values_in_a_string_are_characters_of_it(before: str, first: str, second: str, after: str) -> None:
    body = parsed_unless_behind_dollar(
        before, f'a = "{before}{{{{ var.v }}}}{{{{ var.w }}}}{after}"\n', v=first, w=second
    )
    if body is None:
        return
    assert list(body.attributes) == ["a"]
    assert same(text_of(body.attributes["a"].expression), before + first + second + after)


@given(around, hostile, hostile, around)
@example("", "EOT", "", "")
@example("E", "O", "T", "")
def test_values_in_a_heredoc_are_text_of_it(before: str, first: str, second: str, after: str) -> None:
    assume((before + after).strip() != "EOT")
    body = parsed_unless_behind_dollar(
        before, f"a = <<EOT\n{before}{{{{ var.v }}}}{{{{ var.w }}}}{after}\nEOT\nb = 1\n", v=first, w=second
    )
    if body is None:
        return
    assert list(body.attributes) == ["a", "b"]
    assert same(text_of(body.attributes["a"].expression), before + first + second + after + "\n")


@given(hostile)
def test_a_value_in_a_label_is_the_label(value: str) -> None:
    body = parsed('queue "{{ var.v }}" { a = "${upper({{ var.v }})}" }\n', v=value)
    (block,) = body.blocks
    assert same(block.labels[0].value, value)
    call = block.body.attributes["a"].expression.parts[0]
    assert same(text_of(call.arguments[0]), value)


@given(st.sampled_from(["", "*", "/", " ", "* "]), hostile, st.sampled_from(["", "*", "/", " "]))
def test_a_value_in_a_comment_stays_in_it(before: str, value: str, after: str) -> None:
    v = "{{ var.v }}"
    body = parsed(f"# {before}{v}{after}\n// {v}\na = 1 # {v}\n/* {before}{v}{after} */ b = 2\n", v=value)
    assert list(body.attributes) == ["a", "b"]
    assert not body.blocks


# Random templates

data = st.sampled_from(
    [
        '"',
        '"',
        "a",
        " ",
        "$",
        "%",
        "{",
        "}",
        "${",
        "%{",
        "#",
        "/",
        "*",
        "//",
        "/*",
        "*/",
        "\n",
        "\n",
        "<<",
        "<<E\n",
        "E",
        "\nE\n",
        "\\",
        "= ",
        "<",
        "~",
        "x = 1\n",
        '"y"',
        "é",
        "\t",
        "- ",
    ]
).map(lambda text: ("data", text))
value = st.sampled_from(
    ["{{ var.v }}", "{{- var.v }}", "{{ var.v -}}", "{{ '' }}", "{{ 'x' if var.no }}"]
).map(lambda text: ("data", text))
mute = st.sampled_from(
    ["{# c #}", "{#- c\n -#}", "{% set z = 1 %}", "{%- set z = 2 -%}\n", "{% raw %}{{ $ }}{% endraw %}"]
).map(lambda text: ("data", text))


WRAPPED = {
    "string": ('"', '"'),
    "dollar": ('"$', '{x}"'),
    "interpolation": ('"a${', '}"'),
    "heredoc": ("<<E\n", "\nE\n"),
    "line": ("# ", "\n"),
    "block": ("/*", "*/"),
}


def nested(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    body = st.lists(children, max_size=3)
    trims = st.sampled_from(["", "-", "+"])
    kinds = ["if", "if not", "else", "for", "none", "macro", *WRAPPED]
    return st.tuples(st.sampled_from(kinds), body, body, trims)


def written(part: Any) -> str:
    if part[0] == "data":
        return str(part[1])
    kind, first, second, trim = part
    one, two = ("".join(map(written, body)) for body in (first, second))
    if kind in WRAPPED:
        return WRAPPED[kind][0] + one + WRAPPED[kind][1] + two
    match kind:
        case "if":
            return f"{{%{trim} if var.yes %}}{one}{{% endif {trim}%}}"
        case "if not":
            return f"{{% if var.no {trim}%}}{one}{{% endif %}}{two}"
        case "else":
            return f"{{% if var.no %}}{one}{{%{trim} else %}}{two}{{% endif {trim}%}}\n"
        case "for":
            return f"{{% for q in var.three {trim}%}}{one}{{% else %}}{two}{{% endfor %}}"
        case "none":
            return f"{{% for q in [] %}}{one}{{% else %}}{two}{{%{trim} endfor %}}"
        case _:
            return f"{{% macro m() {trim}%}}{one}{{% endmacro %}}{{{{ m() }}}}{two}"


templates = st.lists(st.recursive(data | value | mute, nested, max_leaves=8), min_size=1, max_size=10).map(
    lambda parts: "".join(map(written, parts))
)


def render(text: str, value: str) -> SourceText | None:
    variables: dict[str, Value] = {"v": value, "yes": True, "no": False, "three": (1, 2, 3)}
    try:
        return ENGINE.render("main.ivr.hcl", text, {"var": variables})
    except ConfigurationError as caught:
        failure = caught
    assert all(diagnostic.range is not None for diagnostic in failure.diagnostics)
    return None


def shapes(source: SourceText) -> list[Any]:
    """What is open at the beginning of every stretch, as reading the whole text from the start finds it."""
    found: list[Any] = []
    for origin in source.origins:
        try:
            state = follow(START, source.text[: origin.offset], 0)
        except ContextError as failure:
            return [*found, failure.message]
        found.append([(frame.mode, frame.delimiter, frame.depth) for frame in state.frames])
    return found


@settings(max_examples=200)
@given(templates, hostile)
@example('"${{ var.v }}{x}"', "")
@example("/{{ var.v }}/ x", "y")
@example("a = 1 /{{ 'x' if var.no }}/ 2\n", "")
@example("/* *{{ var.v }}/ x = 1 */", "")
@example("a = <<E\n{{ 'x' if var.no }}E\nE\n", "")
def test_no_value_changes_what_is_open_anywhere(text: str, value: str) -> None:
    plain, other = render(text, "plain"), render(text, value)
    assume(plain is not None and other is not None)
    assert plain is not None
    assert other is not None
    visible = [list(source.origins) for source in (plain, other)]
    if [origin[1:] for origin in visible[0]] != [origin[1:] for origin in visible[1]]:
        assert value == ""  # an empty value leaves no stretch of its own
        return
    assert shapes(plain) == shapes(other)


@settings(max_examples=200)
@given(templates, hostile, st.booleans())
@example("a\n{% if var.yes %}\n b\t{{ var.v }} é\n{% endif %}\nc", "x\ny", True)
def test_every_character_of_the_template_has_its_place(text: str, value: str, crlf: bool) -> None:
    source = render(text.replace("\n", "\r\n") if crlf else text, value)
    assume(source is not None)
    assert source is not None
    lines = [line + "\n" for line in text.split("\n")]
    for offset, character in enumerate(source.text):
        file, line, column = source.position(offset)
        assert file == "main.ivr.hcl"
        written_there = lines[line - 1][column - 1 :]
        frozen = next(origin.frozen for origin in reversed(source.origins) if origin.offset <= offset)
        assert written_there.startswith("{{") if frozen else written_there[0] == character


@given(templates)
def test_what_ends_as_code_by_the_check_is_code_for_the_parser(text: str) -> None:
    """The parser reads a marker behind the template as an attribute: nothing was left open."""
    source = render(text, "v")
    assume(source is not None)
    assert source is not None
    body = parse(SourceText.of_file("m", source.text + "\nzz = 1\n")).body
    if not parse(source).diagnostics:
        assert "zz" in body.attributes
