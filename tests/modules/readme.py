"""What the page of a module takes from its files: its inputs and outputs.

python -m tests.modules.readme
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ivrplan.language.parser import parse
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Block, Body, Literal
from tests.modules.library import MODULES

BEGIN: Final = "<!-- From variables.ivr.hcl and outputs.ivr.hcl, by `make docs` -->"
END: Final = "<!-- end -->"
_BETWEEN: Final = re.compile(re.escape(BEGIN) + r".*" + re.escape(END), re.DOTALL)
_LONGEST: Final = 100


def page(module: Path) -> str:
    """The page of a module as it has to be: what people wrote, and what follows from its files."""
    text = (module / "README.md").read_text(encoding="utf-8")
    generated = "\n".join((BEGIN, *_generated(module), END))
    return _BETWEEN.sub(lambda _: generated, text)


def _generated(module: Path) -> Iterator[str]:
    inputs = list(_blocks(module / "variables.ivr.hcl", "variable"))
    yield from ("", "## Inputs", "", "| input | type | default | meaning |", "| --- | --- | --- | --- |")
    for block in inputs:
        yield _row(f"`{_name(block)}`", _code(block, "type"), _default(block), _text(block, "description"))
    yield from ("", "What is refused, and what is said then:", "")
    for block in inputs:
        yield from (f"- `{_name(block)}`: {_text(rule, 'error_message')}" for rule in block.body.blocks)
    yield from ("", "## Outputs", "", "| output | meaning |", "| --- | --- |")
    for block in _blocks(module / "outputs.ivr.hcl", "output"):
        yield _row(f"`{_name(block)}`", _text(block, "description"))
    yield ""


def _blocks(file: Path, kind: str) -> Iterator[Block]:
    source = SourceText.of_file(str(file), file.read_text(encoding="utf-8"))
    return (block for block in parse(source).body.blocks if block.type == kind)


def _name(block: Block) -> str:
    return block.labels[0].value


def _text(block: Block, name: str) -> str:
    expression = block.body.attributes[name].expression
    assert isinstance(expression, Literal)
    return str(expression.value)


def _code(block: Block, name: str) -> str:
    return f"`{_written(block.body, name)}`"


def _written(body: Body, name: str) -> str:
    """An attribute's value as it was written, on one line."""
    expression = body.attributes[name].expression
    lines = body.source.text[expression.start : expression.end].splitlines()
    one_line = "".join(line.strip() + _between(line) for line in lines).removesuffix(", ")
    return re.sub(r" +=", " =", re.sub(r",? +(?=[\]})])", " ", one_line))


def _between(line: str) -> str:
    """What stands between a line and the next when they become one."""
    return " " if line.rstrip().endswith((",", "(", "[", "{")) else ", "


def _default(block: Block) -> str:
    if "default" not in block.body.attributes:
        return "required"
    written = _written(block.body, "default")
    return f"`{written}`" if len(written) <= _LONGEST else "see `variables.ivr.hcl`"


def _row(*cells: str) -> str:
    escaped = (cell.replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(escaped)} |"


if __name__ == "__main__":
    for folder in MODULES:
        (folder / "README.md").write_text(page(folder), encoding="utf-8")
