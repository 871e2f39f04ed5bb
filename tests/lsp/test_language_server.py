"""The language server as editors use it: a process of its own, real messages over pipes."""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import pytest
import pytest_asyncio

from tests.lsp.client import Editor

MAIN: Final = """\
variable "greeting" {
  type        = string
  default     = "Welcome 😀"
  description = "What callers hear first."
}
flow "main" {
  entry = "welcome"
  play "welcome" {
    say  = var.greeting
    next = "bye"
  }
  disconnect "bye" { say = "Goodbye." }
}
"""


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def fresh() -> AsyncIterator[Editor]:
    """A server that was not spoken to yet."""
    started = await Editor.start(dict(os.environ))
    yield started
    await started.end()


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["process", "thread"])
async def editor(request: pytest.FixtureRequest) -> AsyncIterator[Editor]:
    """One server for all tests that leave it alive: a process, as editors have it; a thread, for the coverage."""
    start = {"process": Editor.start, "thread": Editor.start_here}[request.param]
    started = await start(dict(os.environ))
    await started.initialize()
    yield started
    await started.end()


@pytest_asyncio.fixture(loop_scope="module")
async def main(editor: Editor, tmp_path: Path) -> Path:
    """An open file without problems."""
    path = tmp_path / "main.ivr.hcl"
    path.write_text(MAIN, encoding="utf-8")
    editor.open(path, MAIN)
    assert await editor.problems(path) == []
    return path


def place_of(text: str, piece: str, shift: int = 0) -> tuple[int, int]:
    """The line and the column, in units of UTF-16, of a piece of a text."""
    before = text[: text.index(piece) + shift]
    line = before.rpartition("\n")[2]
    return before.count("\n"), len(line.encode("utf-16-le")) // 2


def words(problems: list[Any]) -> list[str]:
    return [problem["message"] for problem in problems]


async def test_it_says_what_it_can_do(fresh: Editor) -> None:
    result = await fresh.initialize()

    able = result["capabilities"]
    assert result["serverInfo"]["name"] == "ivrplan"
    assert able["positionEncoding"] == "utf-16"
    assert able["hoverProvider"]
    assert able["definitionProvider"]
    assert able["referencesProvider"]
    assert able["documentSymbolProvider"]
    assert able["completionProvider"]["triggerCharacters"] == [".", '"', "{"]
    assert able["renameProvider"]


async def test_it_leaves_without_a_word(fresh: Editor) -> None:
    await fresh.initialize()

    assert await fresh.leave() == (0, "")


async def test_it_ends_when_its_editor_is_gone(fresh: Editor) -> None:
    await fresh.initialize()
    fresh.hang_up()

    status, written = await fresh.ended()

    assert (status, "Traceback" in written) == (0, False)


async def test_ctrl_c_ends_it(fresh: Editor) -> None:
    await fresh.initialize()
    assert fresh.process is not None
    fresh.process.send_signal(signal.SIGINT)

    assert await fresh.ended() == (130, "")


async def test_files_that_change_on_the_disk_are_checked_again(fresh: Editor, tmp_path: Path) -> None:
    await fresh.initialize({"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}})
    wish = (await fresh.logged())["params"]["registrations"][0]
    watched = [watcher["globPattern"] for watcher in wish["registerOptions"]["watchers"]]
    assert watched == ["**/*.ivr.hcl", "**/*.ivrvars"]
    path, other = tmp_path / "main.ivr.hcl", tmp_path / "other.ivr.hcl"
    fresh.open(path, 'output "x" { value = local.y }\n')
    assert await fresh.problems(path, bool) != []

    other.write_text("locals { y = 1 }\n")
    change = {"uri": other.as_uri(), "type": 1}
    fresh.notify("workspace/didChangeWatchedFiles", {"changes": [change]})
    assert await fresh.problems(path, lambda found: not found) == []


async def test_values_and_the_workspace_are_those_that_it_was_started_with(tmp_path: Path) -> None:
    (tmp_path / "workspaces").mkdir()
    (tmp_path / "workspaces" / "staging.ivrvars").write_text('queues = ["a"]\n')
    path = tmp_path / "main.ivr.hcl"
    text = (
        'variable "queues" {}\nvariable "x" {}\n'
        "{% for q in var.queues %}\nlocals { a = {{ var.x }} }\n{% endfor %}\n"
    )
    started = await Editor.start(dict(os.environ), "--workspace", "staging", "--var", "x=1")
    try:
        await started.initialize()
        started.open(path, text)
        assert await started.problems(path) == []
    finally:
        await started.end()


async def test_problems_are_shown_where_they_are_and_go_when_they_are_mended(
    editor: Editor, main: Path
) -> None:
    broken = MAIN.replace('next = "bye"', 'next = "by"')
    editor.change(main, broken)
    problem = (await editor.problems(main, bool))[0]
    line, column = place_of(broken, 'next = "by"')

    assert problem["severity"] == 1
    assert problem["source"] == "ivrplan"
    assert problem["code"] == "IVR101"
    assert problem["range"]["start"] == {"line": line, "character": column}

    editor.change(main, MAIN)
    assert await editor.problems(main, lambda found: not found) == []


async def test_columns_are_counted_as_the_editor_does(editor: Editor, main: Path) -> None:
    broken = MAIN.replace('say = "Goodbye."', 'say = "😀 ${var.wrong}"')
    editor.change(main, broken)
    [problem] = await editor.problems(main, bool)
    line, column = place_of(broken, "var.wrong")

    assert problem["range"]["start"] == {"line": line, "character": column}
    assert problem["range"]["end"] == {"line": line, "character": column + len("var.wrong")}


async def test_syntax_errors_and_related_places_are_shown(editor: Editor, main: Path) -> None:
    twice = MAIN + 'flow "main" {\n}\n'
    editor.change(main, twice)
    found = await editor.problems(main, bool)
    [problem] = [item for item in found if "Duplicate" in item["message"]]

    [related] = problem["relatedInformation"]
    assert related["location"]["uri"] == main.as_uri()
    assert related["location"]["range"]["start"]["line"] == 5


async def test_a_required_variable_without_a_value_hides_nothing(editor: Editor, main: Path) -> None:
    text = MAIN.replace('  default     = "Welcome 😀"\n', "").replace('"Goodbye."', "var.nothing")
    editor.change(main, text)

    [problem] = await editor.problems(main, bool)
    assert "nothing" in problem["message"]
    assert problem["severity"] == 1


async def test_what_a_template_needs_of_such_a_variable_is_a_note(editor: Editor, main: Path) -> None:
    editor.change(main, 'variable "queues" {}\n{% for q in var.queues %}\n{% endfor %}\n')

    [problem] = await editor.problems(main, bool)
    assert problem["severity"] == 3
    assert "var.queues" in problem["message"]


async def test_other_files_of_the_folder_count_as_they_are_typed(
    editor: Editor, main: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.ivr.hcl"
    editor.open(other, 'output "x" { value = local.y }\n')
    assert words(await editor.problems(other, bool)) != []

    editor.change(main, MAIN + "locals {\n  y = 1\n}\n")
    assert await editor.problems(other, lambda found: not found) == []


async def test_a_file_that_is_not_open_any_more_counts_as_it_is_on_the_disk(
    editor: Editor, main: Path
) -> None:
    editor.change(main, "nonsense\n")
    assert await editor.problems(main, bool) != []

    editor.close(main)
    assert await editor.problems(main, lambda found: not found) == []


async def test_hover_tells_of_a_variable(editor: Editor, main: Path) -> None:
    found = await editor.at("hover", main, place_of(MAIN, "var.greeting", 5))

    text = found["contents"]["value"]
    assert "What callers hear first." in text
    assert "Welcome 😀" in text
    assert found["range"]["start"] == dict(
        zip(("line", "character"), place_of(MAIN, "var.greeting"), strict=True)
    )


async def test_definition_references_and_rename_of_a_node(editor: Editor, main: Path) -> None:
    place = place_of(MAIN, 'next = "bye"', 8)
    declared = place_of(MAIN, 'disconnect "bye"', len('disconnect "'))

    [found] = await editor.at("definition", main, place)
    assert found["range"]["start"] == dict(zip(("line", "character"), declared, strict=True))
    uses = await editor.at("references", main, place, context={"includeDeclaration": True})
    assert len(uses) == 2
    assert len(await editor.at("documentHighlight", main, place)) == 2
    prepared = await editor.at("prepareRename", main, place)
    assert prepared["start"]["line"] == place[0]
    edit = await editor.at("rename", main, place, newName="end")
    assert [change["newText"] for change in edit["changes"][main.as_uri()]] == ["end", "end"]
    assert await editor.at("rename", main, place, newName='a"b') is None


async def test_completion_works_in_a_half_typed_text(editor: Editor, main: Path) -> None:
    text = MAIN.replace('    next = "bye"\n', '    next = "\n')
    editor.change(main, text)
    found = await editor.at("completion", main, place_of(text, 'next = "', len('next = "')))

    assert [item["label"] for item in found["items"]] == ["bye", "welcome"]


async def test_completion_puts_in_snippets(editor: Editor, main: Path) -> None:
    text = MAIN + "\nreso"
    editor.change(main, text)
    found = await editor.at("completion", main, place_of(text, "\nreso", 5))

    [resource] = [item for item in found["items"] if item["label"] == "resource"]
    assert resource["textEdit"]["newText"] == 'resource "${1:type}" "${2:name}" {\n  $0\n}'
    assert resource["insertTextFormat"] == 2
    assert resource["textEdit"]["range"]["start"]["character"] == 0


async def test_the_outline_of_a_file(editor: Editor, main: Path) -> None:
    params = {"textDocument": {"uri": main.as_uri()}}
    found = await editor.result("textDocument/documentSymbol", params)

    assert [(item["name"], item["detail"]) for item in found] == [
        ("greeting", "variable"),
        ("main", "flow"),
    ]
    assert [item["name"] for item in found[1]["children"]] == ["welcome", "bye"]


async def test_a_file_is_formatted(editor: Editor, main: Path) -> None:
    params = {"textDocument": {"uri": main.as_uri()}, "options": {"tabSize": 2, "insertSpaces": True}}
    assert await editor.result("textDocument/formatting", params) == []

    editor.change(main, MAIN.replace("  entry = ", "entry="))
    [edit] = await editor.result("textDocument/formatting", params)
    assert edit["newText"] == MAIN
    editor.change(main, "flow {")
    assert await editor.result("textDocument/formatting", params) is None


async def test_a_local_module_is_checked_and_known_as_it_is_typed(
    editor: Editor, main: Path, tmp_path: Path
) -> None:
    inner = tmp_path / "inner" / "main.ivr.hcl"
    inner.parent.mkdir()
    inner.write_text('variable "x" {}\n')
    editor.open(inner, 'variable "x" {}\nvariable "y" {}\noutput "z" { value = var.x }\n')
    assert await editor.problems(inner) == []
    text = MAIN + 'module "m" {\n  source = "./inner"\n  x      = 1\n  \n}\nlocals {\n  a = module.m.\n}\n'
    editor.change(main, text)

    inside = await editor.at("completion", main, place_of(text, "= 1\n  ", 6))
    behind = await editor.at("completion", main, place_of(text, "module.m.", 9))
    assert [item["label"] for item in inside["items"] if item["detail"] == "variable"] == ["y"]
    assert [item["label"] for item in behind["items"]] == ["z"]
    whole = text.replace("module.m.", "module.m.z")
    editor.change(main, whole)
    [problem] = await editor.problems(main, lambda found: '"y"' in str(found))
    assert problem["range"]["start"]["line"] == place_of(text, 'module "m"')[0]
    [output] = await editor.at("definition", main, place_of(whole, "module.m.z", 9))
    assert (output["uri"], output["range"]["start"]["line"]) == (inner.as_uri(), 2)

    editor.change(inner, 'variable "x" {}\noutput "z" { value = var.x }\n')
    assert await editor.problems(main, lambda found: not found) == []


async def test_values_without_a_configuration_beside_them_are_no_problem(
    editor: Editor, tmp_path: Path
) -> None:
    path = tmp_path / "test.ivrvars"
    editor.open(path, "a = 1\n")
    assert await editor.problems(path) == []


async def test_files_of_others_are_left_alone(editor: Editor, main: Path, tmp_path: Path) -> None:
    other = tmp_path / "readme.md"
    editor.open(other, "# nothing\n")

    assert await editor.at("hover", other, (0, 0)) is None
    assert await editor.at("hover", tmp_path / "gone.ivr.hcl", (0, 0)) is None
    untitled = {"textDocument": {"uri": "untitled:x"}, "position": {"line": 0, "character": 0}}
    assert await editor.result("textDocument/definition", untitled) is None


async def test_broken_messages_do_not_end_it(editor: Editor, main: Path) -> None:
    editor.write(b"{ no json at all")
    assert (await editor.logged())["method"] == "window/logMessage"
    editor.notify("textDocument/didChange", {"nonsense": True})
    assert "nonsense" not in str(await editor.logged())
    assert "error" in await editor.ask("no/such/question", {})

    assert await editor.at("hover", main, place_of(MAIN, "var.greeting")) is not None


async def test_places_outside_of_the_text_have_no_answer(editor: Editor, main: Path) -> None:
    assert await editor.at("hover", main, (999, 999)) is None
    assert await editor.at("definition", main, (0, 9999)) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-32"])
async def test_other_units_of_columns(fresh: Editor, tmp_path: Path, encoding: str) -> None:
    result = await fresh.initialize({"general": {"positionEncodings": [encoding]}})
    path = tmp_path / "main.ivr.hcl"
    text = 'output "x" { value = "😀 ${var.wrong}" }\n'
    fresh.open(path, text)
    [problem] = await fresh.problems(path, bool)

    assert result["capabilities"]["positionEncoding"] == encoding
    before = text[: text.index("var.wrong")]
    wanted = len(before.encode()) if encoding == "utf-8" else len(before)
    assert problem["range"]["start"]["character"] == wanted
