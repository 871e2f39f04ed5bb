"""A folder -> its Configuration, phase by phase. Each phase reports everything that it finds before the work stops."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from ivrplan.config.configuration import Configuration
from ivrplan.config.decode import Declarations, declare
from ivrplan.config.early import FirstPass, Known, first_pass, know, read_early
from ivrplan.config.given import Given, collect
from ivrplan.config.loader import Files, TextFile, configuration_files, value_files
from ivrplan.config.needs import find_needs
from ivrplan.config.place import header_of
from ivrplan.config.read import read_parts
from ivrplan.config.request import LoadRequest, Schemas
from ivrplan.config.result import Loaded, configuration
from ivrplan.config.run import World, run
from ivrplan.config.settings import read_settings
from ivrplan.config.shape import describe, sentence
from ivrplan.diagnostics import ConfigurationError, Diagnostic, Problems, SourceRange, error
from ivrplan.language.functions.contract import FunctionContext
from ivrplan.language.functions.table import functions
from ivrplan.language.parser import parse
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Body
from ivrplan.language.template import TemplateContext, TemplateEngine
from ivrplan.language.values import Value

PATH: Final[Mapping[str, str]] = MappingProxyType({"root": ".", "module": "."})
"""What `path` is. Functions read files relative to the root folder, so this is where that folder is."""

_NOWHERE: Final = SourceRange("", 0, 0, 0, 0)


def load(request: LoadRequest, schemas: Schemas) -> Configuration:
    """Read a folder. No vendor is asked, no state is read.

    Args:
        request: which folder, and with which values.
        schemas: what provider and resource blocks may say.

    Raises:
        ConfigurationError: with everything that is wrong, as far as one mistake does not hide others.
    """
    problems = Problems()
    try:
        return _load(request, schemas, problems)
    except ConfigurationError as failure:
        raise ConfigurationError(*_in_order(failure.diagnostics)) from None


def _in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Each once, in the order of the sources; what has no place there comes first."""
    return sorted(dict.fromkeys(diagnostics), key=lambda item: item.range or _NOWHERE)


def _load(request: LoadRequest, schemas: Schemas, problems: Problems) -> Configuration:
    files, texts, given = _read_files(request, problems)
    called = functions(FunctionContext(request.root, request.environment))
    engine = TemplateEngine(request.root, called)
    passes = _first_passes(texts, engine, problems)
    constants: dict[str, Value] = {"path": dict(PATH), "workspace": request.workspace}
    known = know(read_early(passes, problems), given, constants, called, problems)
    if any(not item.final for item in passes):
        problems.add(*known.local_problems.items)
    problems.raise_if_failed()
    rendered = _render(passes, known, engine, problems)
    declared = declare((item.body for item in rendered), problems)
    _check_variables(declared, known, problems)
    settings = read_settings(declared.settings, problems)
    parts = read_parts(declared, schemas, known.variables, problems)
    found = find_needs(parts, problems)
    evaluated = run(parts, found, World(known.constants, called), schemas, problems)
    problems.raise_if_failed()
    sources = [item.source for item in rendered]
    return configuration(
        Loaded(request, settings, known.variables, parts, evaluated, sources, files.sources), problems
    )


def _read_files(
    request: LoadRequest, problems: Problems
) -> tuple[Files, Sequence[TextFile], Sequence[Given]]:
    files = Files(request.root, problems, overlay=request.overlay)
    paths = configuration_files(request.root, request.overlay)
    automatic = value_files(request.root, request.workspace)
    texts, given = files.read(paths), collect(request, automatic, files)
    return files, texts, given


def _first_passes(texts: Iterable[TextFile], engine: TemplateEngine, problems: Problems) -> list[FirstPass]:
    passes: list[FirstPass] = []
    for file in texts:
        try:
            passes.append(first_pass(file, engine))
        except ConfigurationError as failure:
            problems.catch(failure)
    return passes


@dataclass(frozen=True, slots=True)
class _Rendered:
    """A file with its templates worked out, and what it says."""

    source: SourceText
    body: Body


def _render(
    passes: Collection[FirstPass], known: Known, engine: TemplateEngine, problems: Problems
) -> list[_Rendered]:
    """The files with their templates worked out. Syntax comes before meaning: mistakes in it stop the work here."""
    seen = {} if all(item.final for item in passes) else {**known.constants, "local": known.locals}
    context = TemplateContext.of(seen)
    rendered: list[_Rendered] = []
    for item in passes:
        if item.final:
            rendered.append(_Rendered(item.blocks.source, item.parsed.body))
            continue
        try:
            source = engine.render(item.file.name, item.file.text, context)
        except ConfigurationError as failure:
            problems.catch(failure)
            continue
        parsed = parse(source)
        problems.add(*parsed.diagnostics)
        rendered.append(_Rendered(source, parsed.body))
    problems.raise_if_failed()
    return rendered


def _check_variables(declared: Declarations, known: Known, problems: Problems) -> None:
    """Report variables that only a template made: they are declared too late."""
    for name, block in declared.variables.items():
        if name not in known.variables:
            detail = f"{sentence(describe(block))} is made by a template, but templates run when all variables are known."
            hint = "Write the declaration out."
            problems.add(error("Template in a variable", detail, hint=hint, range=header_of(block).range))
