"""How long an editor waits: for a check after a change, and for answers while somebody types.

    python benchmarks/editor.py [--flows 1000] [--ratio 2.5] [--answer 0.1]

The flows of 20 nodes lie in files of ten. Fails when a check takes more than so many times a load, or when an answer after a
change takes longer than so many seconds. The clock counts this process only.
"""

from __future__ import annotations

import argparse
import gc
import re
import sys
import tempfile
from pathlib import Path

from benchmarks.load import seconds, text
from ivrplan.config.build import load
from ivrplan.config.request import LoadRequest
from ivrplan.editor.blocks import vocabulary
from ivrplan.editor.checking import check_folder
from ivrplan.editor.completion import complete
from ivrplan.editor.hover import hover
from ivrplan.editor.library import Library
from ivrplan.editor.navigation import definitions, references
from ivrplan.workflow.project import load_providers, schemas

VENDOR = 'provider "cxone" {\n  base_url = "https://cxone.example.com"\n}\n'


def write(folder: Path, flows: int) -> Path:
    """The files; the last one is the one that somebody types in."""
    blocks = re.split(r"(?m)^(?=flow )", text(flows).replace("acme_flow", "cxone_ivr_flow"))[1:]
    (folder / "main.ivr.hcl").write_text(VENDOR)
    for start in range(0, flows, 10):
        file = folder / f"part{start:06}.ivr.hcl"
        file.write_text("".join(blocks[start : start + 10]))
    return file


def answers(library: Library, file: Path, written: str) -> None:
    """A change, and every question about one place."""
    library.put(file, f"{written}\n# {len(written)}\n")
    folder = library.folder(file.parent)
    offset = written.rindex('next = "') + len('next = "')
    assert complete(folder, file, offset)
    assert hover(folder, file, offset + 1)
    assert definitions(folder, file, offset + 1)
    assert references(folder, file, offset + 1)


def measure(folder: Path, flows: int) -> tuple[float, float]:
    """Print and return what a check costs in loads, and what the answers after a change cost in seconds."""
    file = write(folder, flows)
    providers = load_providers({})
    known = schemas(providers)
    loading = min(seconds(lambda: load(LoadRequest(folder), known)) for _ in range(3))
    checking = min(seconds(lambda: check_folder(LoadRequest(folder), providers)) for _ in range(3))
    library, written = Library(vocabulary(known)), file.read_text()
    first = seconds(lambda: answers(library, file, written))
    answering = min(seconds(lambda: answers(library, file, written)) for _ in range(5))
    print(
        f"{flows:>6} flows  load {loading:6.2f} s  check {checking:6.2f} s  first answers {first:6.2f} s  "
        f"answers after a change {answering * 1000:6.1f} ms"
    )
    return checking / loading, answering


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--flows", type=int, default=1000)
    parser.add_argument("--ratio", type=float, default=2.5)
    parser.add_argument("--answer", type=float, default=0.1)
    given = parser.parse_args()
    gc.set_threshold(1_000_000, 20, 50)  # as the command line does
    with tempfile.TemporaryDirectory() as folder:
        ratio, answer = measure(Path(folder), given.flows)
    return 0 if ratio <= given.ratio and answer <= given.answer else 1


if __name__ == "__main__":
    sys.exit(main())
