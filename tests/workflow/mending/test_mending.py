"""Safe fixes: what is mended, what is left alone and why, and that nothing else changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivrplan.config.request import LoadRequest
from ivrplan.diagnostics import ConfigurationError
from ivrplan.language.format import format_source
from ivrplan.rules.rule import Profile
from ivrplan.workflow.lint import LintRequest
from ivrplan.workflow.mending.mend import UNPROVEN, Mended, mend, write
from ivrplan.workflow.mending.places import COMPUTED, ELSEWHERE, MADE

FLOW = """flow "main" {
  entry = "welcome"
%s
  play "welcome" {
    audio = %s
    next  = "bye"
  }

  disconnect "bye" { say = "Goodbye." }
}
"""
SAFE = '"https://cdn.example.com/a.wav"'
OPEN = '"http://cdn.example.com/a.wav"'


def mended(folder: Path, text: str, **others: str) -> Mended:
    (folder / "main.ivr.hcl").write_text(text, encoding="utf-8")
    for name, other in others.items():
        (folder / f"{name}.ivr.hcl").write_text(other, encoding="utf-8")
    return mend(request(folder))


def request(folder: Path) -> LintRequest:
    return LintRequest(
        LoadRequest(folder),
        profiles=(Profile.CORE,),
        select=("IVR305", "IVR802", "IVR803", "IVR804", "IVR201"),
    )


def after(result: Mended) -> dict[str, str]:
    return {one.name: one.after for one in result.changed}


def reasons(result: Mended) -> list[str]:
    return [note.detail.partition("not here. ")[2] for note in result.notes]


def test_an_address_is_fetched_with_encryption(tmp_path: Path) -> None:
    result = mended(tmp_path, FLOW % ("", OPEN))
    assert after(result) == {"main.ivr.hcl": FLOW % ("", SAFE)}
    assert [one.finding.rule for one in result.fixed] == ["IVR305"]
    assert result.lint.found == ()
    assert (tmp_path / "main.ivr.hcl").read_text() == FLOW % ("", OPEN)


def test_characters_with_a_meaning_stay_what_they_are(tmp_path: Path) -> None:
    text = FLOW % ("", r'"http://cdn.example.com/a\"b$${c}.wav"')
    result = mended(tmp_path, text)
    assert after(result) == {"main.ivr.hcl": text.replace("http:", "https:")}


@pytest.mark.parametrize(
    "unused",
    [
        '  allow "IVR103" {\n    reason = "A draft."\n  }\n\n',
        "  # ivrplan: ignore[IVR201] many choices\n",
        "  # ivrplan: ignore[IVR103] a draft\n  # ivrplan: ignore[IVR201] many choices\n",
    ],
)
def test_unused_suppressions_go_with_their_lines(tmp_path: Path, unused: str) -> None:
    text = (FLOW % ("", SAFE)).replace("  play", f"{unused}  play")
    result = mended(tmp_path, text)
    assert after(result) == {"main.ivr.hcl": FLOW % ("", SAFE)}
    assert result.lint.found == ()


def test_a_comment_keeps_the_rules_that_it_has_to_name(tmp_path: Path) -> None:
    text = FLOW % (
        '\n  # ivrplan: ignore[IVR201, IVR103] until 2999-01-31: a draft\n  queue "lost" { queue = "Q" }',
        SAFE,
    )
    result = mended(tmp_path, text)
    assert after(result) == {"main.ivr.hcl": text.replace("[IVR201, IVR103]", "[IVR103]")}


def test_a_comment_behind_a_block_goes_without_it(tmp_path: Path) -> None:
    text = (FLOW % ("", SAFE)).replace('"Goodbye." }', '"Goodbye." } # ivrplan: ignore[IVR103] a draft')
    assert after(mended(tmp_path, text)) == {"main.ivr.hcl": FLOW % ("", SAFE)}


def test_what_does_not_hold_is_left_to_people(tmp_path: Path) -> None:
    result = mended(tmp_path, FLOW % ('\n  allow "IVR104" { reason = "please" }\n', SAFE))
    assert result.changed == ()
    assert [one.finding.rule for one in result.lint.found] == ["IVR802"]


def test_a_file_out_of_style_is_not_put_in_style(tmp_path: Path) -> None:
    text = (FLOW % ("", OPEN)).replace('  entry = "welcome"', '     entry   =   "welcome"')
    assert after(mended(tmp_path, text)) == {"main.ivr.hcl": text.replace(OPEN, SAFE)}


def test_a_file_in_style_stays_in_it(tmp_path: Path) -> None:
    text = format_source("x", FLOW % ('\n  allow "IVR103" { reason = "A draft." }\n', OPEN))
    (result,) = after(mended(tmp_path, text)).values()
    assert format_source("x", result) == result


def test_blank_attributes_go(tmp_path: Path) -> None:
    blank = (FLOW % ("", SAFE)).replace(
        '  entry = "welcome"', '  entry       = "welcome"\n  description = ""'
    )
    result = mended(tmp_path, blank.replace("    next ", '    say   = " "\n    next '))
    assert after(result) == {"main.ivr.hcl": FLOW % ("", SAFE)}
    assert [one.finding.rule for one in result.fixed] == ["IVR804", "IVR804"]


def test_a_blank_attribute_in_the_middle_of_a_line_goes_alone(tmp_path: Path) -> None:
    blank = (FLOW % ("", SAFE)).replace('{ say = "Goodbye." }', '{ say = "" }')
    assert after(mended(tmp_path, blank)) == {"main.ivr.hcl": blank.replace('{ say = "" }', "{}")}


def test_mending_again_changes_nothing(tmp_path: Path) -> None:
    result = mended(tmp_path, FLOW % ('\n  allow "IVR103" { reason = "A draft." }\n', OPEN))
    write(tmp_path, result.changed)
    again = mend(request(tmp_path))
    assert (again.changed, again.fixed, again.notes) == ((), (), ())


TEMPLATED = """flow "main" {
  entry = "welcome"
  {% for key in ["a", "b"] %}
  play "welcome{{ loop.index0 or '' }}" {
    audio = "http://cdn.example.com/a.wav"
    next  = "bye"
  }
  {% endfor %}
  # ivrplan: ignore[IVR103] a draft
  disconnect "bye" { say = "Goodbye." }
}
"""


def test_what_a_template_makes_is_left_alone_and_the_rest_is_not(tmp_path: Path) -> None:
    result = mended(tmp_path, TEMPLATED)
    assert after(result) == {"main.ivr.hcl": TEMPLATED.replace("  # ivrplan: ignore[IVR103] a draft\n", "")}
    assert reasons(result) == [MADE, MADE]


@pytest.mark.parametrize(
    "audio",
    [
        "{{ var.address }}",
        '"{{ var.address }}"',
        '\n    {% if true %}\n    audio = "http://a.b/c"\n    {% endif %}',
    ],
)
def test_texts_of_templates_are_left_alone(tmp_path: Path, audio: str) -> None:
    declared = 'variable "address" { default = "http://cdn.example.com/a.wav" }\n'
    text = (
        FLOW % ("", audio)
        if "{%" not in audio
        else (FLOW % ("", "X")).replace("    audio = X", audio.lstrip("\n"))
    )
    result = mended(tmp_path, declared + text)
    assert result.changed == ()
    assert reasons(result) == [MADE]


def test_computed_texts_are_left_alone(tmp_path: Path) -> None:
    declared = 'variable "host" { default = "cdn.example.com" }\n'
    result = mended(tmp_path, declared + FLOW % ("", '"http://${var.host}/a.wav"'))
    assert (result.changed, reasons(result)) == ((), [COMPUTED])


def test_what_is_embedded_is_mended_where_it_is_written(tmp_path: Path) -> None:
    part = 'flow "part" {\n  entry = "p"\n  play "p" {\n    audio = %s\n    next  = "e"\n  }\n  exit "e" { outcome = "done" }\n}\n'
    main = 'flow "main" {\n  entry = "a"\n  embed "a" {\n    flow = flow.part\n    on   = { done = "b" }\n  }\n  disconnect "b" { say = "Bye." }\n}\n'
    result = mended(tmp_path, main, part=part % OPEN)
    assert after(result) == {"part.ivr.hcl": part % SAFE}


def test_a_module_with_two_calls_is_mended_once(tmp_path: Path) -> None:
    (tmp_path / "hours").mkdir()
    (tmp_path / "hours" / "main.ivr.hcl").write_text(FLOW % ("", OPEN))
    calls = 'module "a" { source = "./hours" }\nmodule "b" { source = "./hours" }\n'
    result = mended(tmp_path, calls)
    assert after(result) == {"hours/main.ivr.hcl": FLOW % ("", SAFE)}
    assert len(result.fixed) == 2


def test_a_suppression_that_one_call_of_a_module_needs_stays(tmp_path: Path) -> None:
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "main.ivr.hcl").write_text(
        'variable "to" {}\nflow "main" {\n  entry = "a"\n  play "a" {\n    say  = "Hello."\n    next = var.to\n  }\n'
        '  disconnect "b" { say = "Bye." }\n  # ivrplan: ignore[IVR103] a draft\n  disconnect "c" { say = "Bye." }\n'
        '  allow "IVR103" {\n    reason = "A draft."\n    node   = "b"\n  }\n}\n'
    )
    calls = "".join(f'module "{to}" {{\n  source = "./part"\n  to     = "{to}"\n}}\n' for to in "bc")
    result = mended(tmp_path, calls)
    assert (result.changed, set(reasons(result))) == ((), {UNPROVEN})


def test_modules_that_are_not_ours_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "main.ivr.hcl").write_text(FLOW % ("", OPEN))
    (tmp_path / "prod").mkdir()
    result = mended(tmp_path / "prod", 'module "a" { source = "../shared" }\n')
    assert (result.changed, reasons(result)) == ((), [ELSEWHERE])


def test_line_ends_and_marks_of_files_stay(tmp_path: Path) -> None:
    file = tmp_path / "main.ivr.hcl"
    file.write_bytes(b"\xef\xbb\xbf" + (FLOW % ("", OPEN)).replace("\n", "\r\n").encode())
    write(tmp_path, mend(request(tmp_path)).changed)
    assert file.read_bytes() == b"\xef\xbb\xbf" + (FLOW % ("", SAFE)).replace("\n", "\r\n").encode()


def test_what_somebody_else_changed_meanwhile_stays(tmp_path: Path) -> None:
    result = mended(tmp_path, FLOW % ("", OPEN))
    (tmp_path / "main.ivr.hcl").write_text("# Something else.\n")
    with pytest.raises(ConfigurationError) as caught:
        write(tmp_path, result.changed)
    assert caught.value.diagnostics[0].summary == "File changed meanwhile"
    assert (tmp_path / "main.ivr.hcl").read_text() == "# Something else.\n"
