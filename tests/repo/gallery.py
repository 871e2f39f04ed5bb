"""The page of drawings, and the pictures on it: every flow of the examples and of the modules.

make drawings    # python -m tests.repo.gallery

It finds the folders by itself. One that needs to be told something to be loaded stands in `TOLD`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ivrplan.config.configuration import Configuration, FlowBlock
from ivrplan.config.request import DEFAULT_WORKSPACE, LoadRequest, VariableText
from ivrplan.flow.drawing.build import draw
from ivrplan.views.drawings.svg import described, svg
from ivrplan.workflow.project import open_project
from tests.repo.pages import ROOT

PAGE: Final = ROOT / "docs" / "drawings.md"
PICTURES: Final = ROOT / "docs" / "drawings"
_GROUPS: Final = ("examples", "modules")


@dataclass(frozen=True)
class Told:
    """What has to be known of a folder to load it.

    Attributes:
        folder: what is loaded, below it, where that is not the folder itself.
        workspace: the workspace.
        variables: values without which it cannot be loaded.
    """

    folder: str = "."
    workspace: str = DEFAULT_WORKSPACE
    variables: Mapping[str, str] = field(default_factory=dict)


TOLD: Final[Mapping[str, Told]] = {
    "examples/multi_tenant": Told(
        folder="library/line",
        variables={
            "name": "Lakeside Clinic",
            "departments": '["appointments", "prescriptions"]',
            "open": '{ mon-fri = "08:00-18:00" }',
        },
    ),
    "examples/release_pipeline": Told(variables={"tag": "1"}),
    "examples/staging_production": Told(workspace="production"),
}

_HEAD: Final = """\
# Drawings

Every call flow of the [examples](../examples/) and of the [modules](../modules/README.md), as `ivrplan draw` draws it:

```sh
ivrplan draw flow.main --out main.svg
```

`make drawings` draws them anew, and writes this page.

## How to read one

- Calls come in at the top, and go down. A line that leads back up enters its target from above, like all others.
- A box is a node: its kind, its name, and what it says or where it leads. The shape and the colour say what callers meet there; the
  legend below each drawing names those that it has.
- What stands below a box is how a call leaves it: a key, `open`, `full`. `done` is the way on when nothing went wrong, and `otherwise`
  every value that has no line of its own.
- A dashed line is taken when a caller presses nothing or a wrong key, or when a system fails.
- Lines that lead to the same node run together.
- A box with a dashed outline is one that no call reaches, that does not exist, or that is of a vendor's own type.

Long texts are cut off; the whole text appears beside the pointer. A secret is shown as `(sensitive value)`, and what only a vendor can
tell as `(known after apply)`. Pictures follow the colours of the reader's screen, light or dark; `--theme` chooses one of them, and
`--direction LR` draws from left to right. `--format mermaid` is for Markdown, `--format dot` for Graphviz.
"""


@dataclass(frozen=True)
class Drawn:
    """One flow of the page.

    Attributes:
        folder: the example or the module, below the root of the repository.
        block: the flow.
        file: the name of its picture.
    """

    folder: str
    block: FlowBlock
    file: str

    @property
    def picture(self) -> str:
        """The picture, as its file holds it."""
        return f"{svg(draw(self.block.composed), identity=self.file.removesuffix('.svg'))}\n"


def folders() -> Iterator[str]:
    """The examples and the modules."""
    for group in _GROUPS:
        for folder in sorted((ROOT / group).iterdir()):
            if any(folder.glob("*.ivr.hcl")):
                yield f"{group}/{folder.name}"


def drawn(folder: str) -> list[Drawn]:
    """The flows of an example or a module."""
    told = TOLD.get(folder, Told())
    root = (ROOT / folder / told.folder).resolve()
    variables = tuple(VariableText(name, text) for name, text in told.variables.items())
    request = LoadRequest(root=root, workspace=told.workspace, variables=variables, environment={})
    blocks = list(_own(open_project(request).configuration, root))
    return [Drawn(folder, block, f"{_slug(folder, block, len(blocks))}.svg") for block in blocks]


def _own(configuration: Configuration, root: Path) -> Iterator[FlowBlock]:
    """The flows that stand in this folder: those of a module in it once, however often it is called."""
    inside = {call: one.folder.resolve() for call, one in configuration.modules.items()}
    seen: set[tuple[Path, str]] = set()
    for name, block in configuration.flows.items():
        call, _, label = name.rpartition(".")
        place = inside.get(call, root)
        if place.is_relative_to(root) and (place, label) not in seen:
            seen.add((place, label))
            yield block


def _slug(folder: str, block: FlowBlock, count: int) -> str:
    group, _, name = folder.partition("/")
    label = block.name.rpartition(".")[2]
    own = name if count == 1 else f"{name}-{label}"
    return re.sub(r"[^\w-]", "-", f"{group.removesuffix('s')}-{own}")


def pictures() -> dict[str, str]:
    """The files of pictures, by name."""
    return {one.file: one.picture for folder in folders() for one in drawn(folder)}


def page() -> str:
    """The page."""
    parts = [_HEAD]
    for folder in folders():
        group, _, name = folder.partition("/")
        title = "" if f"## {group.title()}\n" in parts else f"## {group.title()}\n"
        parts += [title, f"### {name}\n", f"In [{folder}](../{folder}/).\n"]
        parts += [_shown(one) for one in drawn(folder)]
    return "\n".join(filter(None, parts))


def _shown(one: Drawn) -> str:
    told = described(draw(one.block.composed)).replace("[", "(").replace("]", ")")
    return f"![{told}](drawings/{one.file})\n"


def write() -> None:
    """Write the page and the pictures, and take away pictures of what is gone."""
    PICTURES.mkdir(exist_ok=True)
    wanted = pictures()
    for file in PICTURES.glob("*.svg"):
        if file.name not in wanted:
            file.unlink()
    for name, text in wanted.items():
        (PICTURES / name).write_text(text, encoding="utf-8")
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    write()
