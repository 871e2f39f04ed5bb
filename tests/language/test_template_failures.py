"""What a person reads when a template is wrong: the whole message, and the exact place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ivrplan.diagnostics import ConfigurationError, EvaluationError, error
from ivrplan.language.template import TemplateEngine
from ivrplan.language.templating.limits import TemplateLimits
from ivrplan.language.values import UNKNOWN, Capsule, Sensitive, Value

OPAQUE_HINT = "Write it as an HCL expression, without {{ }} or {% %}, which is evaluated later."
ENDLESS = "Look for a loop or a macro that calls itself without an end, or for loops in loops."
SAME_BRANCH = "Open and close strings, heredocs and comments in the same branch."
NOT_SEEN = "Templates see var, constant local, path, workspace and functions. Everything else is seen by HCL expressions only."


def refuse(_value: Any) -> Any:
    raise EvaluationError(error("Invalid function argument", "It does not suit.", hint="Try another."))


LIMITS = TemplateLimits(max_output=2000, max_steps=500, max_depth=20, max_work=100_000)

CONTEXT: dict[str, Value] = {
    "var": {
        "queues": ("sales",),
        "secret": Sensitive("s3cr3t"),
        "later": UNKNOWN,
        "flow": Capsule(),
        "list": (1, Sensitive("s3cr3t")),
        "dollar": "{x}",
    }
}


def problem(text: str, root: Path = Path(__file__).parent, limits: TemplateLimits = LIMITS) -> list[str]:
    """Every diagnostic as `place: summary: detail`, then its hint and its related places."""
    engine = TemplateEngine(root, {"refuse": refuse, "length": len}, limits)
    with pytest.raises(ConfigurationError) as caught:
        engine.render("main.ivr.hcl", text, CONTEXT)
    lines = []
    for found in caught.value.diagnostics:
        assert found.range is not None
        lines.append(
            f"{found.range.line}:{found.range.column}-{found.range.end_column} {found.summary}: {found.detail}"
        )
        lines += [found.hint] if found.hint else []
        lines += [f"{place}: {remark}" for place, remark in found.related]
    assert "s3cr3t" not in str(lines)
    return lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "\na = {{ vor.x }}",
            ['2:8-11 Undefined value in template: There is no "vor" in templates.', 'Did you mean "var"?'],
        ),
        (
            "a = {{ cxone }}",
            ['1:8-13 Undefined value in template: There is no "cxone" in templates.', NOT_SEEN],
        ),
        (
            "a = 1\n  b = {{ 1 + var.quees | length }}",
            ['2:18-23 Undefined value in template: There is no "quees" in var.', 'Did you mean "queues"?'],
        ),
        (
            "{% if var.queues[3] %}{% endif %}",
            ["1:7-20 Undefined value in template: There is no element 3 in a list."],
        ),
        ("{{ var.queues[0].x }}", ['1:18-19 Undefined value in template: There is no "x" in text.']),
        (
            "{{ var.queues.append(1) }}",
            ['1:15-21 Undefined value in template: There is no "append" in a list.'],
        ),
        ("{{ ''.__class__ }}", ['1:7-16 Undefined value in template: There is no "__class__" in text.']),
        (
            "{{ var.queues[0].format(1) }}",
            ['1:18-24 Undefined value in template: There is no "format" in text.'],
        ),
        (
            "{% macro m(x) %}{{ x }}{% endmacro %}\n{{ m() }}",
            [
                '1:20-21 Undefined value in template: The macro was called without a value for its parameter "x".',
                "main.ivr.hcl:2:4: called from here",
            ],
        ),
    ],
)
def test_undefined(text: str, expected: list[str]) -> None:
    assert problem(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "{{ var.secret | upper }}",
            "The value var.secret is sensitive: a template can put it out as it is, but not compute with it.",
        ),
        ("{{ 'a' ~ var.secret }}", None),
        ("{{ var.secret == 1 }}", None),
        ("{{ var.secret is string }}", None),
        ("{% if var.secret %}{% endif %}", None),
        ("{% for x in var.secret %}{% endfor %}", None),
        ("{{ var.secret[0:1] }}", None),
        ("{{ length(var.secret) }}", None),
        ("{{ 'x'[var.secret] }}", None),
        ("{{ [var.secret] | join }}", None),
    ],
)
def test_nothing_computes_with_a_sensitive_value(text: str, expected: str | None) -> None:
    lines = problem(text)
    if expected != "An":
        assert lines[0].endswith(
            "Value not available in templates: The value var.secret is sensitive: "
            "a template can put it out as it is, but not compute with it."
        )
        assert lines[1] == OPAQUE_HINT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "a = {{ var.later }}",
            (
                "1:8-17 Value not available in templates: The value var.later is not known before a vendor is asked, "
                "and templates run before that."
            ),
        ),
        (
            "a = {{ var.flow }}",
            "1:8-16 Value not available in templates: The value var.flow can only be passed on by HCL expressions.",
        ),
        (
            "a = {{ var.list | sum }}",
            (
                "1:8-22 Value not available in templates: The value var.list[1] is sensitive: a template can put it out as "
                "it is, but not compute with it."
            ),
        ),
    ],
)
def test_values_for_expressions_only(text: str, expected: str) -> None:
    assert problem(text) == [expected, OPAQUE_HINT]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'a = {% if true %}"x{% else %}"y"{% endif %}\n',
            [
                (
                    "1:5-18 Invalid template: The branches of this condition do not end in the same kind of text: after the "
                    "else branch the text is in HCL code, after the branch before in a quoted string."
                ),
                SAME_BRANCH,
                "main.ivr.hcl:1:18: a quoted string is opened here",
            ],
        ),
        (
            'a = {% for x in [1] %}"{% endfor %}\n',
            [
                (
                    "1:5-23 Invalid template: The branches of this loop do not end in the same kind of text: after the loop's "
                    "body the text is in a quoted string, before it in HCL code."
                ),
                SAME_BRANCH,
                "main.ivr.hcl:1:23: a quoted string is opened here",
            ],
        ),
        (
            '{% macro m() %}"{% endmacro %}',
            [
                "1:1-16 Invalid template: At the end of the macro the text is still in a quoted string.",
                "main.ivr.hcl:1:16: a quoted string is opened here",
            ],
        ),
        (
            'a = "{% include "x" %}"',
            [
                "1:6-23 Invalid template: An include gives HCL text of its own, which cannot stand in a quoted string.",
                "main.ivr.hcl:1:5: a quoted string is opened here",
            ],
        ),
        (
            'a = "{{ 1 }}',
            ["1:5-6 Invalid template: At the end of the file the text is still in a quoted string."],
        ),
        (
            'a = "{{ 1 }}\nb = 1\n',
            [
                "1:13-14 Invalid template: A quoted string must end on the line where it begins.",
                "main.ivr.hcl:1:5: opened here",
            ],
        ),
        (
            'a = "\\{{ 1 }}"',
            [
                (
                    "1:7-14 Invalid template: A backslash right before a value would take the value's first character as an "
                    "escape."
                ),
            ],
        ),
        (
            "a = <<{{ 'E' }}\n",
            ["1:7-16 Invalid template: The name behind << or <<- cannot be a value, and must end its line."],
        ),
        (
            "a = <<E\n{% if true %}E\n{% endif %}b\nE\n",
            [
                (
                    "2:1-14 Invalid template: The branches of this condition do not end in the same kind of text: after "
                    "leaving all branches out the text is in a heredoc, after the branch before in HCL code."
                ),
                SAME_BRANCH,
                "main.ivr.hcl:1:5: a heredoc is opened here",
            ],
        ),
        (
            "# a {% if true %}\nb = 1 {% endif %}\n",
            [
                (
                    "2:1-2 Invalid template: This line would become part of the comment above it, because a template tag that "
                    "ends a line takes the line's end with it."
                ),
                "End the comment's last tag with +%}, or comment templates out with {# #}.",
                "main.ivr.hcl:1:1: the comment begins here",
            ],
        ),
        (
            '"{{ 5 }}${{ 1 }}{x}"',
            [
                "1:17-18 Invalid template: This brace may open an interpolation: the text before it can end in $ or %.",
                "main.ivr.hcl:1:1: opened here",
            ],
        ),
        (
            "a = <<E\n${{ var.dollar }}\nE\n",
            [
                (
                    "2:5-15 Value cannot be put here: Right behind $ or % this could be read as an interpolation or its "
                    "escape."
                ),
                "Put the $ or % into the value, or something between the two.",
            ],
        ),
        (
            '"{{ var.queues }}"',
            [
                (
                    "1:5-15 Value cannot be put here: This is a list; only text, numbers and booleans can be a part of a "
                    "string."
                ),
                "Outside of a string it is written as HCL. To make text of a list, use the filter join.",
            ],
        ),
        (
            '{% macro m() %}x{% endmacro %}"{{ m() }}"',
            [
                (
                    "1:35-38 Value cannot be put here: This is HCL text (from a macro or a set block), which cannot be put "
                    "into a quoted string."
                ),
                "Put the value itself here, or insert the text as it is with the filter raw.",
            ],
        ),
        (
            "a = {{ '\"' | raw }}",
            [
                (
                    "1:8-17 Value cannot be put here: This HCL cannot be inserted here: it would leave HCL code, or leave "
                    "something open that it opens."
                ),
            ],
        ),
        (
            "{% filter upper %}a{% endfilter %}{{ 1 | indnt }}{{ 1 | tojson }}{{ 1 is od }}",
            [
                "1:1-19 Invalid template: A filter block would change HCL text after its values were escaped.",
                "Apply the filter to the values inside: {{ value | upper }}.",
                '1:42-47 Invalid template: There is no filter "indnt" in templates.',
                'Did you mean "int"?',
                '1:57-63 Invalid template: There is no filter "tojson" in templates.',
                "Call the function: {{ jsonencode(value) }}. In code, {{ value }} is written as HCL already.",
                '1:74-76 Invalid template: There is no test "od" in templates.',
                'Did you mean "odd"?',
            ],
        ),
    ],
)
def test_contexts(text: str, expected: list[str]) -> None:
    assert problem(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "a\n{% for x in y %}\nb\n{% if x %}\n",
            [
                '4:1-11 Invalid template: The block "if" is not closed before the end of the file.',
                "Close it with {% endif %}.",
            ],
        ),
        (
            "{% for x in y %}{% endif %}",
            [
                '1:20-25 Invalid template: The tag "endif" does not fit here: the block "for" is still open.',
                "Close it first with {% endfor %}.",
                'main.ivr.hcl:1:1: the block "for" is opened here',
            ],
        ),
        (
            "{% fo x in y %}",
            [
                '1:4-6 Invalid template: There is no tag "fo", or it does not fit here.',
                'Did you mean "for"?',
            ],
        ),
        (
            "a = {{ x y }}",
            ['1:10-11 Invalid template: There should be the end of the output, }} here, not "y".'],
        ),
        (
            "\n a {{ 'é' ? }}",
            ["2:11-12 Invalid template: The character ? means nothing inside of a template tag."],
        ),
        (
            "a\n{# b",
            ["2:1-3 Invalid template: The comment that begins here is not closed.", "Close it with #}."],
        ),
        ("{{ (1 }}", ["1:7-8 Invalid template: } is unexpected here; there should be ) here."]),
        (f"{{{{ {'9' * 5000} }}}}", ["1:4-5 Invalid template: A number has more than a thousand digits."]),
        ("{% import 5 as x %}", ["1:11-12 Template failed: A file is named by text, not by a number."]),
        (
            "{% include ['a', 'b'] %}",
            ['1:12-22 Template not found: None of the files "a", "b" is in the root folder.'],
        ),
        ("{{ }}", ["1:4-6 Invalid template: There should be a value here, not the end of the output, }}."]),
    ],
)
def test_syntax(text: str, expected: list[str]) -> None:
    assert problem(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\n{{ refuse(1) }}", ["2:4-13 Invalid function argument: It does not suit.", "Try another."]),
        (
            "{{ 'a' + 1 }}",
            [
                "1:4-11 Template failed: The operator + cannot take text and a number. To join text with something else, use ~."
            ],
        ),
        ("{{ 1 / 0 }}", ["1:4-9 Template failed: The divisor is zero."]),
        (
            "{% for x in 5 %}{% endfor %}",
            [
                "1:13-14 Template failed: This is not a list, a set or an object, so there is nothing to go through."
            ],
        ),
        ("{{ 1 < 'a' }}", ["1:4-11 Template failed: The operator < cannot compare values of these kinds."]),
        ("{{ 1(2) }}", ["1:4-8 Template failed: This is a number, which cannot be called."]),
        (
            "{{ refuse(x=1) }}",
            ['1:4-15 Template failed: The function "refuse" takes arguments by position only, not "x".'],
        ),
        (
            "{{ refuse }}",
            [
                "1:4-10 Value cannot be put here: This is something that is not a value; it cannot be written as HCL.",
                "Functions and macros are called with parentheses: {{ name(...) }}.",
            ],
        ),
        (
            "{% set x %}a{% endset %}{{ x | upper }}",
            [
                "1:28-37 Template failed: HCL text from a macro or a set block is used as a value.",
                "Use {% set name = value %} for values. HCL text can only be put out.",
            ],
        ),
    ],
)
def test_failures_while_running(text: str, expected: list[str]) -> None:
    assert problem(text) == expected


STEPS = "Template limit reached: Rendering takes more than 500 steps (rounds of loops and runs of macros)."
DEPTH = "Template limit reached: Macros and includes are nested more than 20 levels deep."
DEPTH_HINT = "Look for a macro that calls itself or a file that includes itself."
SIZE = "Template limit reached: A value would have more than 10000000 characters or elements."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "{% for x in range(98) %}\n{% for y in range(98) %}{% endfor %}{% endfor %}",
            [f"2:1-25 {STEPS}", ENDLESS],
        ),
        ("{{ 'a' * 10 ** 9 }}", [f"1:4-17 {SIZE}"]),
        ("{{ [1] * 10 ** 9 }}", [f"1:4-17 {SIZE}"]),
        ("{{ 10 ** 10000 }}", ["1:4-15 Template failed: The number has more than a thousand digits."]),
        (
            "{% set n = namespace(x=[]) %}{% for i in range(99) %}\n{% set n.x = [n.x, n.x] %}{% endfor %}",
            [
                (
                    "2:14-24 Template limit reached: The values made while rendering have more than 100000 characters and "
                    "elements."
                ),
                ENDLESS,
            ],
        ),
        (
            (
                "{% set n = namespace(x=['a' * 99]) %}{% for i in range(13) %}{% set n.x = n.x + n.x %}{% endfor %}\n"
                "{{ [n.x] | length }}"
            ),
            [
                (
                    "2:4-9 Template limit reached: The values made while rendering have more than 100000 characters and "
                    "elements."
                ),
                ENDLESS,
            ],
        ),
        ("{{ range(10 ** 9) }}", ["1:4-18 Template failed: A range can have 100000 elements at most."]),
        ("{{ ('a' * 9999) | replace('a', 'b' * 9999) }}", [f"1:5-42 {SIZE}"]),
        (
            "{{ [1] | batch(10 ** 9, 0) }}",
            [
                "1:4-27 Template limit reached: A list would be cut into, or filled up to, more than 100000 pieces."
            ],
        ),
        (
            "{% set n = namespace(x='a') %}{% for i in range(99) %}\n{% set n.x = n.x ~ n.x %}{% endfor %}",
            [
                "2:14-23 Template limit reached: The values made while rendering have more than 100000 characters and elements.",
                ENDLESS,
            ],
        ),
        (
            "{% for i in range(400) %}\nabcdefghij{% endfor %}",
            ["2:1-2 Template limit reached: The rendered text has more than 2000 characters.", ENDLESS],
        ),
    ],
)
def test_limits(text: str, expected: list[str]) -> None:
    assert problem(text) == expected


def test_a_macro_that_calls_itself_ends() -> None:
    lines = problem("{% macro m() %}\n{{ m() }}{% endmacro %}\n{{ m() }}")
    assert lines == [f"2:4-7 {DEPTH}", DEPTH_HINT, "main.ivr.hcl:3:4: called from here"]


def test_a_file_that_includes_itself_ends(tmp_path: Path) -> None:
    (tmp_path / "a.j2").write_text('x\n {% include "a.j2" %}')
    lines = problem('{% include "a.j2" %}', tmp_path)
    assert lines == ["2:2-22 " + DEPTH, DEPTH_HINT, "main.ivr.hcl:1:1: called from here"]


def test_time_is_bounded() -> None:
    seconds = iter(range(10_000))
    limits = TemplateLimits(max_seconds=5, clock=lambda: next(seconds))
    lines = problem("{% for x in range(99999) %}{% endfor %}", limits=limits)
    assert lines == ["1:1-28 Template limit reached: Rendering takes more than 5 seconds.", ENDLESS]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../x.j2", 'Template failed: "../x.j2" leads out of the root folder.'),
        ("/etc/passwd", 'Template failed: "/etc/passwd" is not a relative path with forward slashes.'),
        ("a/../../x", 'Template failed: "a/../../x" leads out of the root folder.'),
        ("link.j2", 'Template failed: "link.j2" leads out of the root folder.'),
        ("bytes.j2", 'Template failed: The file "bytes.j2" is not UTF-8 text.'),
    ],
)
def test_files_come_from_the_root_folder_only(tmp_path: Path, name: str, expected: str) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "x.j2").write_text("x")
    (root / "link.j2").symlink_to(tmp_path / "x.j2")
    (root / "bytes.j2").write_bytes(b"\xff")
    lines = problem(f'{{% include "{name}" ignore missing %}}', root)
    assert lines == [f"1:12-{14 + len(name)} {expected}"]


def test_a_missing_file_is_named_with_the_one_that_is_meant(tmp_path: Path) -> None:
    (tmp_path / "queues.j2").write_text("")
    lines = problem('{% from "queue.j2" import a %}', tmp_path)
    assert lines == [
        '1:9-19 Template not found: There is no file "queue.j2" in the root folder.',
        'Did you mean "queues.j2"?',
    ]


def test_a_failure_in_an_included_file_is_there(tmp_path: Path) -> None:
    (tmp_path / "a.j2").write_text("\n\n{{ nope }}")
    engine = TemplateEngine(tmp_path, {})
    with pytest.raises(ConfigurationError) as caught:
        engine.render("main.ivr.hcl", 'x\n{% include "a.j2" %}', {})
    (found,) = caught.value.diagnostics
    assert str(found.range) == "a.j2:3:4"
    assert [str(place) for place, _ in found.related] == ["main.ivr.hcl:2:1"]


def test_what_is_nested_too_deeply_is_said() -> None:
    loops = "{% for x in [1] %}" * 30 + "{% endfor %}" * 30
    assert problem(loops) == [
        "1:1-2 Invalid template: Loops, conditions or expressions of this file are nested too deeply.",
        "Move inner parts into macros or included files.",
    ]
    assert problem("{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}")[0].startswith(
        "1:1-2 Invalid template: Loops"
    )
