"""What is known before any template runs: variables, and the locals that need nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Final

from ivrplan.config.blocks.decode import LABELS, Local, is_name
from ivrplan.config.blocks.shape import describe, labels_fit, sentence, twice
from ivrplan.config.blocks.validations import validate
from ivrplan.config.blocks.variables import Variable, choose, read_variable, value_of
from ivrplan.config.configuration import VariableValue
from ivrplan.config.evaluation.names import Names, Resolver, Viewpoint
from ivrplan.config.files.given import Given
from ivrplan.config.files.loader import TextFile
from ivrplan.config.place import header_of
from ivrplan.diagnostics import Diagnostic, EvaluationError, Problems, error
from ivrplan.language.evaluate import Scope, evaluate, references
from ivrplan.language.functions.contract import BoundFunction
from ivrplan.language.parser import Parsed, parse
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Block, Body
from ivrplan.language.template import TemplateEngine
from ivrplan.language.templating.early import EarlyBlocks
from ivrplan.language.templating.tokens import has_templates
from ivrplan.language.values import UNKNOWN, Value

_CONSTANT_ROOTS: Final = frozenset({"var", "local", "path", "workspace"})


@dataclass(frozen=True, slots=True)
class Known:
    """What is known before any template runs.

    Attributes:
        variables: by name.
        locals: the values of locals by name; UNKNOWN for those that need more.
        constants: what every expression can refer to: `var`, `path`, `workspace`.
        declared: the `variable` blocks, read, by name.
        local_problems: what is wrong with such locals. Templates cannot run then; without templates, it is found
            again together with everything else.
    """

    variables: Mapping[str, VariableValue]
    locals: Mapping[str, Value]
    constants: Mapping[str, Value]
    declared: Mapping[str, Variable]
    local_problems: Problems


@dataclass(frozen=True, slots=True)
class Early:
    """The early blocks of all files, parsed.

    Attributes:
        variables: the `variable` blocks by name.
        locals: the locals without templates in them, by name.
    """

    variables: Mapping[str, Block]
    locals: Mapping[str, Local]


@dataclass(frozen=True, slots=True)
class FirstPass:
    """One file before any template runs.

    Attributes:
        file: the file.
        blocks: its text, as far as it can be read now; all of it when there are no templates in it.
        parsed: what that says.
        final: there are no templates in it, so that is all that it says.
    """

    file: TextFile
    blocks: EarlyBlocks
    parsed: Parsed
    final: bool


def first_pass(file: TextFile, engine: TemplateEngine) -> FirstPass:
    """A file, read as far as it can be before templates run.

    Raises:
        ConfigurationError: templates in it cannot be told from the text.
    """
    final = not has_templates(file.text)
    if final:
        blocks = EarlyBlocks(SourceText.of_file(file.name, file.text), ())
    else:
        blocks = engine.early_blocks(file.name, file.text)
    return FirstPass(file, blocks, parse(blocks.source), final)


def read_early(files: Iterable[FirstPass], problems: Problems) -> Early:
    """The blocks that are read before templates run. What is wrong with variables becomes problems.

    What else is wrong inside files with templates is found again, and reported, once those have run.
    """
    variables: dict[str, Block] = {}
    known: dict[str, Local] = {}
    for file in files:
        if not file.blocks.templates:
            problems.add(*file.parsed.diagnostics)
        for block in file.parsed.body.blocks:
            if block.type == "variable":
                _add_variable(block, file.blocks, variables, problems)
        known.update(_plain_locals(file.parsed.body, file.blocks))
    return Early(variables, known)


def _add_variable(block: Block, file: EarlyBlocks, variables: dict[str, Block], problems: Problems) -> None:
    if not labels_fit(block, LABELS["variable"], problems):
        return
    template = file.template_in(block.start, block.body.end)
    if template is not None:
        detail = (
            f"{sentence(describe(block))} holds a template, but templates run when all variables are known."
        )
        hint = "Write the declaration out; a default can be replaced by a value from a file."
        problems.add(error("Template in a variable", detail, hint=hint, range=template))
        return
    name = block.labels[0].value
    first = variables.setdefault(name, block)
    if first is not block:
        problems.add(twice(describe(block), first, block))
    elif not is_name(name):
        problems.add(_bad_name(block))


def _bad_name(block: Block) -> Diagnostic:
    detail = f'"{block.labels[0].value}" cannot be the name of a variable: var.NAME could not refer to it.'
    hint = "Begin with a letter or an underscore, and go on with letters, digits, underscores and dashes."
    return error("Invalid name", detail, hint=hint, range=header_of(block).range)


def _plain_locals(body: Body, file: EarlyBlocks) -> Iterator[tuple[str, Local]]:
    for block in body.blocks:
        if block.type == "locals":
            for name, attribute in block.body.attributes.items():
                if file.template_in(attribute.start, attribute.end) is None:
                    yield name, Local(attribute, body.source)


def know(
    early: Early,
    given: Sequence[Given],
    constants: Mapping[str, Value],
    functions: Mapping[str, BoundFunction],
    problems: Problems,
) -> Known:
    """The values of variables and of constant locals.

    Args:
        early: the blocks.
        given: what was given to variables, the weakest first.
        constants: `path` and `workspace`.
        functions: what can be called.
        problems: gets everything that is wrong.
    """
    declared = {name: read_variable(block, problems) for name, block in early.variables.items()}
    variables = _values(declared, given, problems)
    roots = {**constants, "var": {name: variable.value for name, variable in variables.items()}}
    if not problems.failed:
        validate(declared.values(), choose(declared, given, Problems()), Scope(roots, functions), problems)
    found = Problems()
    locals_ = {} if problems.failed else _constant_locals(early.locals, Scope(roots, functions), found)
    return Known(variables, locals_, roots, declared, found)


def _values(
    declared: Mapping[str, Variable], given: Sequence[Given], problems: Problems
) -> dict[str, VariableValue]:
    chosen = choose(declared, given, problems)
    return {name: value_of(variable, chosen.get(name), problems) for name, variable in declared.items()}


def _constant_locals(written: Mapping[str, Local], scope: Scope, problems: Problems) -> dict[str, Value]:
    """The values of those locals that refer to nothing but variables and other such locals; the others are unknown."""
    values: dict[str, Value] = {}
    inner = scope.child({"local": values})
    needs = _local_needs(written, scope, problems)
    for name in _in_order(needs):
        if not needs[name] <= values.keys():
            continue
        try:
            values[name] = evaluate(written[name].attribute.expression, inner, written[name].source)
        except EvaluationError as failure:
            problems.catch(failure)
    return dict.fromkeys(written, UNKNOWN) | values


def _local_needs(written: Mapping[str, Local], scope: Scope, problems: Problems) -> dict[str, frozenset[str]]:
    """For each local that may be constant, the locals that it refers to."""
    names = Names(scope.roots["var"], written, (), {}, ())  # type: ignore[arg-type]  # the variables' values by name
    resolver = Resolver(names, problems)
    found: dict[str, frozenset[str]] = {}
    for name, local in written.items():
        expression = local.attribute.expression
        if all(reference.root in _CONSTANT_ROOTS for reference in references(expression)):
            before = len(problems.items)
            keys = frozenset(resolver.needs([expression], local.source, Viewpoint(f"local.{name}")))
            if len(problems.items) == before:
                inner = (key.partition(".") for key in keys)
                found[name] = frozenset(other for word, _, other in inner if word == "local")
    return found


def _in_order(needs: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """The names, each after what it needs; those in a circle, and what needs them, are left out."""
    sorter = TopologicalSorter(needs)
    with suppress(CycleError):
        # What is outside of the circle can still be sorted; the circle is reported when everything is known.
        sorter.prepare()
    while ready := sorter.get_ready():
        yield from (name for name in ready if name in needs)
        sorter.done(*ready)
