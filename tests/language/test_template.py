"""What templates render to."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ivrplan.language.source import SourceText
from ivrplan.language.template import TemplateContext, TemplateEngine
from ivrplan.language.values import Sensitive, SetValue, Value

VARIABLES: dict[str, Value] = {
    "queues": ("sales", "support"),
    "name": 'Bob "the $1" ${x}',
    "rate": Decimal("0.10"),
    "zones": SetValue(("a", "b")),
    "secret": Sensitive("s3cr3t"),
    "account": {"user": "u", "pass word": Sensitive("s3cr3t"), "keys": (Sensitive("s3cr3t"), "open")},
    "items": {"items": 1, "values": 2},
    "nothing": None,
}


def upper(text: Any) -> Any:
    return text.upper()


def hide(value: Any) -> Any:
    return Sensitive(value)


@pytest.fixture
def engine(tmp_path: Path) -> TemplateEngine:
    return TemplateEngine(tmp_path, {"upper": upper, "hide": hide, "merge": lambda a, b: {**a, **b}})


def render(engine: TemplateEngine, text: str) -> SourceText:
    context: dict[str, Value] = {"var": VARIABLES, "local": {}, "workspace": "default"}
    return engine.render("main.ivr.hcl", text, context)


def test_text_without_templates_is_the_file_itself(engine: TemplateEngine) -> None:
    source = render(engine, 'a = "${b}"\r\nc = [{ d = { e = 1 }}]\r\n')
    assert source.text == 'a = "${b}"\nc = [{ d = { e = 1 }}]\n'
    assert source.origins == ((0, "main.ivr.hcl", 1, 1, False),)


def test_a_loop_repeats_lines_and_leaves_none_of_its_tags(engine: TemplateEngine) -> None:
    source = render(
        engine, 'on = {\n  {% for q in var.queues %}\n  "{{ loop.index }}" = "{{ q }}"\n  {% endfor %}\n}\n'
    )
    assert source.text == 'on = {\n  "1" = "sales"\n  "2" = "support"\n}\n'
    second = source.text.index('"2"')
    assert [source.position(second), source.position(second + 1), source.position(second + 2)] == [
        ("main.ivr.hcl", 3, 3),
        ("main.ivr.hcl", 3, 4),
        ("main.ivr.hcl", 3, 20),
    ]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("a = {{ var.name }}", 'a = "Bob \\"the $1\\" \\u0024{x}"'),
        ('a = "{{ var.name }}"', 'a = "Bob \\"the $1\\" \\u0024{x}"'),
        ("a = <<E\n{{ var.name }}\nE\n", 'a = <<E\n${"Bob \\"the $1\\" \\u0024{x}"}\nE\n'),
        ("a = <<E\n${{ 5 }}\nE\n", "a = <<E\n$5\nE\n"),
        ("# {{ var.name }}\n", '# Bob "the $1" ${x}\n'),
        ("/* {{ 'a*/b\nc' }} */", "/* a* /b c */"),
        ("a = {{ var.queues }}", 'a = ["sales", "support"]'),
        ("a = {{ var.zones }}", 'a = toset(["a", "b"])'),
        ("a = {{ var.nothing }}", "a = null"),
        ("a = {{ {'k': [true, 1.5, none]} }}", 'a = { "k" = [true, 1.5, null] }'),
        ("a = {{ var.rate + 0.2 }} {{ 7 / 2 }} {{ 6 / 2 }} {{ 2 ** 10 }}", "a = 0.3 3.5 3 1024"),
        ('a = "{{ var.rate }} {{ true }} {{ 1e3 }}"', 'a = "0.1 true 1000"'),
        ("a = {{ [1, 2] | map('string') }}", 'a = ["1", "2"]'),
        (
            "a = {{ range(3) }} {{ var.items.items }} {{ var.items.keys() }}",
            'a = [0, 1, 2] 1 ["items", "values"]',
        ),
        ("a = {{ 'b' if var.none_such is defined }}", "a = "),
        ("a = \"{{ 'b' if false }}\"", 'a = ""'),
        ('a = "{{ true ~ 1 ~ var.rate }}"', 'a = "true10.1"'),
        ("a = {{ upper(var.queues[0]) }}", 'a = "SALES"'),
        ("a = {{ merge({'x': 1}, {'y': 2}) }}", 'a = { "x" = 1, "y" = 2 }'),
        ("{{ 'b = 1' | raw }}", "b = 1"),
        ("a = \"{{ '${b}' | raw }}\"", 'a = "${b}"'),
        ("a = {{ var.queues | join('-') }} {{ [3, 1] | sum }}", 'a = "sales-support" 4'),
        ("a = {{ 2.345 | round(2) }} {{ '12' | int }} {{ 'x' | int(7) }}", "a = 2.35 12 7"),
        ("{% raw %}{{ x }}{% endraw %}", "{{ x }}"),
        ("a{# c #} = 1", "a = 1"),
    ],
)
def test_values_are_written_by_where_they_stand(engine: TemplateEngine, template: str, expected: str) -> None:
    assert render(engine, template).text == expected


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("a = {{ var.secret }}", "a = var.secret"),
        ('a = "x{{ var.secret }}"', 'a = "x${var.secret}"'),
        ("a = <<E\n{{ var.secret }}\nE\n", "a = <<E\n${var.secret}\nE\n"),
        ("# {{ var.secret }}\n", "# (sensitive value)\n"),
        ("a = {{ var.account['pass word'] }}", 'a = var.account["pass word"]'),
        ("a = {{ var.account.keys }}", 'a = [var.account.keys[0], "open"]'),
        ("{% for k in var.account['keys'] %}{{ k }} {% endfor %}", 'var.account.keys[0] "open" '),
        ("{% set s = var.secret %}{{ s }}", "var.secret"),
        ("a = {{ var.secret.part }}", "a = var.secret.part"),
        ("a = {{ var.secret if var.secret is defined else 1 }}", "a = var.secret"),
    ],
)
def test_a_sensitive_value_is_put_out_as_a_reference(
    engine: TemplateEngine, template: str, expected: str
) -> None:
    source = render(engine, template)
    assert source.text == expected


def test_macros_set_blocks_and_calls_make_code(engine: TemplateEngine) -> None:
    source = render(
        engine,
        "{% macro queue(name) %}\nqueue {{ name }} { {{ caller() if caller is defined }} }\n{% endmacro %}\n"
        "{% set body %}\nx = {{ 1 }}\n{% endset %}\n"
        "{% call queue('a') %}say = \"{{ workspace }}\"{% endcall %}\n{{ queue('b') }}{{ body }}",
    )
    assert source.text == 'queue "a" { say = "default" }\nqueue "b" {  }\nx = 1\n'
    say = source.text.index("say")
    assert source.position(say) == ("main.ivr.hcl", 7, 22)
    assert source.position(source.text.index("x = ")) == ("main.ivr.hcl", 5, 1)


def test_the_context_is_made_once_for_many_files(engine: TemplateEngine) -> None:
    context = TemplateContext.of({"var": VARIABLES})
    assert "s3cr3t" not in str(dict(context.variables["var"]["account"]).keys())
    assert engine.render("a.ivr.hcl", "{{ var.secret }}", context).text == "var.secret"
    assert engine.render("b.ivr.hcl", "{{ var.queues[1] }}", context).text == '"support"'


def test_includes_and_imports_see_variables_and_keep_their_places(
    engine: TemplateEngine, tmp_path: Path
) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "one.j2").write_text('{% include "two.j2" %}\n# one\n')
    (tmp_path / "parts" / "two.j2").write_bytes(b"two = {{ var.queues[0] }}\r\nb = 1\r\n")
    (tmp_path / "macros.j2").write_text("{% macro m(x) %}\nm = {{ x }}{{ workspace }}\n{% endmacro %}\n")
    source = render(
        engine,
        '{% include "parts/one.j2" %}\n{% import "macros.j2" as lib %}\n{{ lib.m(1) }}\n'
        '{% from "macros.j2" import m as n %}\n{{ n(2) }}{% include "none.j2" ignore missing %}\n',
    )
    assert source.text == 'two = "sales"\nb = 1\n# one\nm = 1"default"\n\nm = 2"default"\n'
    places = [source.position(source.text.index(text)) for text in ("two", "b =", "# one", "m = 1")]
    assert places == [
        ("parts/two.j2", 1, 1),
        ("parts/two.j2", 2, 1),
        ("parts/one.j2", 2, 1),
        ("macros.j2", 2, 1),
    ]


def test_inheritance_fills_blocks(engine: TemplateEngine, tmp_path: Path) -> None:
    (tmp_path / "base.j2").write_text("a = 1\n{% block more %}\nb = 2\n{% endblock %}\nc = 3\n")
    source = render(
        engine, '{% extends "base.j2" %}\n{% block more %}{{ super() }}d = {{ 4 }}\n{% endblock %}\n'
    )
    assert source.text == "a = 1\nb = 2\nd = 4\nc = 3\n"
    assert source.position(source.text.index("d")) == ("main.ivr.hcl", 2, 30)
