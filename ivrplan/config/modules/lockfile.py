"""`.ivrplan.lock.hcl`: which commit, and which content, each git source stands for.

It is written by `install` and read by everything else, so that a plan uses the modules that somebody has reviewed,
whatever happens to tags and branches. An attribute or block that this version does not know is refused: a lock that is
understood in part does not lock.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ivrplan.config.blocks.constants import constant_text
from ivrplan.config.blocks.shape import Nested, Shape, check_body, check_shape, describe, twice
from ivrplan.config.files.loader import Files
from ivrplan.config.modules.address import GitSource, is_commit_id, parse_source
from ivrplan.config.place import header_of, place_of
from ivrplan.diagnostics import ConfigurationError, Diagnostic, Problems, SourceRange, error
from ivrplan.language.parser import parse
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Block
from ivrplan.language.templating.escape import escaped

LOCK_FILE: Final = ".ivrplan.lock.hcl"

_HEADER: Final = """\
# The modules from git that this configuration uses: which commit each source stands for, and the digest of its files.
# ivrplan init writes this file, and ivrplan init --upgrade moves it on. Commit it: everybody gets the same modules then.
"""
_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}")
_FILE: Final = Shape(blocks={"module": Nested(("source",), several=True)})
_MODULE: Final = Shape(attributes=("commit", "digest"), required=("commit", "digest"))


@dataclass(frozen=True, slots=True)
class Pin:
    """What a git source stands for.

    Attributes:
        commit: the commit's whole id.
        digest: of all files of that commit, also where only a subfolder is used.
    """

    commit: str
    digest: str


@dataclass(frozen=True, slots=True)
class Lock:
    """What the lock file says.

    Attributes:
        pins: by source without subfolder (`GitSource.pin`).
    """

    pins: Mapping[str, Pin] = field(default_factory=lambda: MappingProxyType({}))

    def text(self) -> str:
        """The lock file, the same for the same pins."""
        return "\n".join([_HEADER, *(_block(source, pin) for source, pin in sorted(self.pins.items()))])


def _block(source: str, pin: Pin) -> str:
    return f'module "{escaped(source)}" {{\n  commit = "{pin.commit}"\n  digest = "{pin.digest}"\n}}\n'


def read_lock(root: Path) -> Lock:
    """The lock of a root folder; an empty one where there is no file.

    Raises:
        ConfigurationError: with everything that is wrong in the file.
    """
    problems = Problems()
    path = root / LOCK_FILE
    if not path.exists() and not path.is_symlink():
        return Lock()
    pins = {}
    for file in Files(root, problems).read([path]):
        pins = _pins(SourceText.of_file(file.name, file.text), problems)
    problems.raise_if_failed()
    return Lock(MappingProxyType(pins))


def _pins(source: SourceText, problems: Problems) -> dict[str, Pin]:
    parsed = parse(source)
    problems.add(*(_damaged(diagnostic) for diagnostic in parsed.diagnostics))
    check_body(parsed.body, _FILE, "the lock file", problems)
    blocks: dict[str, Block] = {}
    for block in parsed.body.blocks:
        if block.type == "module" and len(block.labels) == 1:
            first = blocks.setdefault(block.labels[0].value, block)
            if first is not block:
                problems.add(twice(describe(block), first, block))
    return {name: pin for name, block in blocks.items() if (pin := _pin(name, block, problems))}


def _damaged(diagnostic: Diagnostic) -> Diagnostic:
    hint = "Bring the file back from version control; after a merge, keep each block of both sides whole."
    return error(diagnostic.summary, diagnostic.detail, hint=hint, range=diagnostic.range)


def _pin(name: str, block: Block, problems: Problems) -> Pin | None:
    before = len(problems.items)
    problems.add(*_source_problems(name, header_of(block).range))
    check_shape(block, _MODULE, problems, "the lock file")
    commit, digest = (_text(block, word, problems) for word in ("commit", "digest"))
    if commit and not is_commit_id(commit):
        problems.add(_unfit(block, "commit", "the whole id of a commit: 40 or 64 hexadecimal digits"))
    if digest and not _DIGEST.fullmatch(digest):
        problems.add(_unfit(block, "digest", '"sha256:" and 64 hexadecimal digits'))
    return Pin(commit, digest) if len(problems.items) == before else None


def _source_problems(name: str, where: SourceRange) -> Iterator[Diagnostic]:
    try:
        source = parse_source(name, where)
    except ConfigurationError as failure:
        yield from failure.diagnostics
        return
    if not isinstance(source, GitSource) or source.pin != name:
        detail = f'"{name}" is not how a source is written in the lock file: git::URL?ref=REF, without a subfolder.'
        yield error("Invalid lock entry", detail, hint=_AGAIN, range=where)


def _text(block: Block, name: str, problems: Problems) -> str:
    attribute = block.body.attributes.get(name)
    return constant_text(attribute, block.body.source, problems) if attribute else ""


_AGAIN: Final = "Bring the file back from version control, or remove the block and run `ivrplan init`."


def _unfit(block: Block, name: str, wanted: str) -> Diagnostic:
    place = place_of(block.body.attributes[name].expression, block.body.source).range
    detail = f'The attribute "{name}" of {describe(block)} must be {wanted}.'
    return error("Invalid lock entry", detail, hint=_AGAIN, range=place)


def write_lock(root: Path, lock: Lock) -> bool:
    """Put the lock into the root folder, if that changes anything. Without pins there is no file.

    Returns:
        Whether something was written or removed.

    Raises:
        ConfigurationError: the file cannot be written; what was there is still there.
    """
    path = root / LOCK_FILE
    try:
        if not lock.pins:
            there = path.exists()
            path.unlink(missing_ok=True)
            return there
        text = lock.text()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            return False
        _replace(path, text)
    except OSError as failure:
        reason = failure.strerror or type(failure).__name__
        detail = f'"{LOCK_FILE}" cannot be written: {reason}.'
        raise ConfigurationError(error("Lock file cannot be written", detail)) from failure
    return True


def _replace(path: Path, text: str) -> None:
    """Readers see all of the old file or all of the new."""
    descriptor, name = tempfile.mkstemp(prefix=f"{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            os.fchmod(descriptor, 0o644)
            file.write(text)
            file.flush()
            os.fsync(descriptor)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
