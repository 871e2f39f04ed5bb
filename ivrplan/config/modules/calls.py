"""Which modules a folder calls, read before any template runs.

What has to be fetched must be known before variables have values. So a `source` is written out in full; the block
around it may stand in a loop or a condition of a template, of which each branch counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ivrplan.config.blocks.constants import constant
from ivrplan.config.files.loader import Files, TextFile, configuration_files
from ivrplan.config.place import Place, header_of, place_of
from ivrplan.diagnostics import ConfigurationError, Diagnostic, EvaluationError, Problems, SourceRange, error
from ivrplan.language.parser import parse
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Attribute, Block
from ivrplan.language.template import TemplateEngine
from ivrplan.language.templating.early import EarlyBlocks
from ivrplan.language.templating.tokens import has_templates

_SOURCE: Final = "source"


@dataclass(frozen=True, slots=True)
class Call:
    """A `module` block.

    Attributes:
        source: where the module comes from, as written.
        place: where that stands.
    """

    source: str
    place: Place


@dataclass(frozen=True, slots=True)
class CallReader:
    """Reads the calls of folders.

    Attributes:
        files: reads the texts, and names the files.
        engine: tells templates from the rest.
        problems: gets what is wrong.
    """

    files: Files
    engine: TemplateEngine
    problems: Problems

    @classmethod
    def of(cls, root: Path, problems: Problems) -> CallReader:
        """A reader whose messages name files from `root` on."""
        return cls(Files(root, problems), TemplateEngine(root, {}), problems)

    def read(self, folder: Path) -> list[Call]:
        """The calls in a folder's files.

        Raises:
            ConfigurationError: there is no such folder, or no configuration in it.
        """
        texts = self.files.read(configuration_files(folder))
        return [call for file in texts for call in self._of_file(file)]

    def _of_file(self, file: TextFile) -> list[Call]:
        if not has_templates(file.text):
            source = SourceText.of_file(file.name, file.text)
            return self._of_text(EarlyBlocks(source, ()), is_whole=True)
        try:
            return self._of_text(self.engine.outline(file.name, file.text), is_whole=False)
        except ConfigurationError as failure:
            self.problems.catch(failure)
            return []

    def _of_text(self, text: EarlyBlocks, *, is_whole: bool) -> list[Call]:
        parsed = parse(text.source)
        if is_whole:  # what templates leave of a file may be no HCL; it is read again when they have run
            self.problems.add(*parsed.diagnostics)
        read = [self._call(block, text) for block in parsed.body.blocks if block.type == "module"]
        return [call for call in read if call is not None]

    def _call(self, block: Block, text: EarlyBlocks) -> Call | None:
        attribute = block.body.attributes.get(_SOURCE)
        if attribute is None:
            self.problems.add(_missing(block, text))
            return None
        place = place_of(attribute.expression, text.source)
        template = text.template_in(attribute.start, attribute.end)
        if template is None:
            return self._constant(attribute, place)
        self.problems.add(not_constant(template))
        return None

    def _constant(self, attribute: Attribute, place: Place) -> Call | None:
        try:
            value = constant(attribute.expression, place.source)
        except EvaluationError:
            value = None
        if not isinstance(value, str):
            self.problems.add(not_constant(place.range))
            return None
        return Call(value, place)


def not_constant(where: SourceRange) -> Diagnostic:
    """The words for a source that has to be computed."""
    return error(
        "Module source must be constant",
        "The source of a module is read before templates run and before anything has a value, so it must be a string "
        "that is written out.",
        hint='Write it out: source = "./menus". For a choice between modules, write a module block for each.',
        range=where,
    )


def _missing(block: Block, text: EarlyBlocks) -> Diagnostic:
    template = text.template_in(block.start, block.body.end)
    if template is not None:
        return not_constant(template)
    name = " ".join(f'"{label.value}"' for label in block.labels)
    detail = f'The attribute "source" must be given in module {name}.'
    return error("Missing attribute", detail, range=header_of(block).range)
