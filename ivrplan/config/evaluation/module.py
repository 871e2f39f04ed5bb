"""One module with one set of values: the root, or an instance of a call. From its folder to everything in it evaluated.

A called module is evaluated when the evaluation of its caller reaches the call: by then the values of its variables
are known as far as they can be, which its templates need.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from ivrplan.config.blocks.calls import CallSource
from ivrplan.config.blocks.decode import Declarations, declare
from ivrplan.config.blocks.read import Parts, Surroundings, read_parts
from ivrplan.config.blocks.settings import read_settings
from ivrplan.config.blocks.shape import describe, sentence
from ivrplan.config.blocks.variables import Variable, value_of
from ivrplan.config.configuration import Settings, VariableValue
from ivrplan.config.evaluation.needs import Found, find_needs
from ivrplan.config.evaluation.program import Input
from ivrplan.config.evaluation.run import Call, Evaluated, World, run
from ivrplan.config.evaluation.scope import Evaluator
from ivrplan.config.files.early import Known, know
from ivrplan.config.files.folders import HERE, Folder, Folders, Rendered
from ivrplan.config.files.given import Given, GivenArgument
from ivrplan.config.place import header_of, name_of
from ivrplan.config.request import Schemas
from ivrplan.diagnostics import ConfigurationError, Diagnostic, Problems, Severity, did_you_mean, error
from ivrplan.language.functions.contract import BoundFunction
from ivrplan.language.syntax import Attribute, Block
from ivrplan.language.values import Value

Locate = Callable[[CallSource, Path], Path]
"""The folder of the module that a call in a folder means. Raises ConfigurationError where there is none."""


@dataclass(frozen=True, slots=True)
class Module:
    """A module with its values, evaluated.

    Attributes:
        setting: where it stands.
        settings: its `ivrplan` block.
        variables: by name.
        parts: the declared things.
        evaluated: their values.
        found: what each declared thing refers to.
        rendered: its files with their templates worked out.
    """

    setting: Setting
    settings: Settings
    variables: Mapping[str, VariableValue]
    parts: Parts
    evaluated: Evaluated
    found: Found
    rendered: Sequence[Rendered]

    @property
    def evaluator(self) -> Evaluator:
        """What evaluates its expressions."""
        return self.evaluated.evaluator


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a module stands.

    Attributes:
        folder: its files.
        call: the call that it answers; None for the root.
        outer: the setting of its caller.
        providers: the keys of provider configurations of the caller, by the keys that they have here.
    """

    folder: Folder
    call: Call | None = None
    outer: Setting | None = None
    providers: Mapping[str, str] = field(default_factory=dict)

    def provider(self, key: str) -> str:
        """The key in the root module of a provider configuration that this module knows as `key`."""
        if self.outer is None:
            return key
        return self.outer.provider(self.providers.get(key, key))

    def way_to(self, folder: Path) -> tuple[str, ...]:
        """The names of the folders from one on the way from the root down to this one; none when it is not on it."""
        way: list[str] = []
        current: Setting | None = self
        while current is not None:
            way.append(current.folder.name)
            if current.folder.path.resolve() == folder.resolve():
                return tuple(reversed(way))
            current = current.outer
        return ()


@dataclass(slots=True)
class Modules:
    """Evaluates modules, the root first, and keeps all of them.

    Attributes:
        folders: opens their folders.
        schemas: what provider and resource blocks may say.
        functions: what can be called.
        workspace: the workspace's name.
        locate: finds the folder that a call means.
        problems: gets everything that is wrong.
        all: the modules that were evaluated, callers before what they call.
    """

    folders: Folders
    schemas: Schemas
    functions: Mapping[str, BoundFunction]
    workspace: str
    locate: Locate
    problems: Problems
    all: list[Module] = field(default_factory=list)

    def root(self, folder: Folder, given: Sequence[Given]) -> Module:
        """The root module.

        Args:
            folder: its files.
            given: what was given to variables, the weakest first.

        Raises:
            ConfigurationError: what is wrong stops the work.
        """
        known = self._known(folder, given, self.problems)
        return self._evaluate(Setting(folder), known, self.problems)

    def enter(self, outer: Setting, call: Call, problems: Problems) -> Evaluated | None:
        """The module of a call, evaluated; None, with problems, when something is wrong with it.

        Args:
            outer: the setting of the caller.
            call: the call.
            problems: gets what is wrong.
        """
        found = Problems()
        try:
            module = self._called(outer, call, found)
        except ConfigurationError as failure:
            found.catch(failure)
            module = None
        problems.add(*(_called_from(item, call.written) for item in dict.fromkeys(found.items)))
        return None if module is None or found.failed else module.evaluated

    def _called(self, outer: Setting, call: Call, problems: Problems) -> Module | None:
        written = call.written
        path = self.locate(written, outer.folder.path)
        way = outer.way_to(path)
        if way:
            raise ConfigurationError(_source_cycle(written, way))
        folder = self.folders.open(path)
        if folder is None:
            return None
        _check_arguments(written, folder.early.variables, problems)
        problems.raise_if_failed()
        known = self._known(folder, _given(call), problems)
        setting = Setting(folder, call, outer, written.providers)
        return self._evaluate(setting, known, problems)

    def _known(self, folder: Folder, given: Sequence[Given], problems: Problems) -> Known:
        constants: dict[str, Value] = {
            "path": {"root": HERE, "module": folder.name},
            "workspace": self.workspace,
        }
        known = know(folder.early, given, constants, self.functions, problems)
        if folder.templated:
            problems.add(*known.local_problems.items)
        problems.raise_if_failed()
        return known

    def _evaluate(self, setting: Setting, known: Known, problems: Problems) -> Module:
        rendered = setting.folder.render(known)
        declared = declare((item.body for item in rendered), problems)
        _check_variables(declared, known, problems)
        if setting.call is not None:
            _check_called(declared, problems)
        settings = read_settings(declared.settings, problems)
        keys = declared.providers if setting.call is None else setting.providers
        parts = read_parts(declared, Surroundings(self.schemas, known.variables, keys), problems)
        if setting.call is not None:
            _refuse_imports(parts, problems)
        found = find_needs(parts, problems)
        place = len(self.all)
        evaluated = run(parts, found, self._world(setting, known), self.schemas, problems)
        module = Module(setting, settings, known.variables, parts, evaluated, found, rendered)
        self.all.insert(place, module)
        return module

    def _world(self, setting: Setting, known: Known) -> World:
        enter, call = partial(self.enter, setting), setting.call
        if call is None:
            return World(known.constants, self.functions, enter)
        return World(
            constants=known.constants,
            functions=self.functions,
            enter=enter,
            caller=call.caller,
            inputs=_inputs(known, call),
            reach=call.reach,
            first=call.first,
        )


def _given(call: Call) -> list[Given]:
    written = call.written
    return [
        GivenArgument(name, call.arguments[name], describe(written.block), name_of(attribute, written.source))
        for name, attribute in written.arguments.items()
    ]


def _inputs(known: Known, call: Call) -> dict[str, Input]:
    written = call.written
    return {
        name: Input(
            variable.value,
            partial(_brought, known.declared[name], written),
            given=name in written.arguments,
        )
        for name, variable in known.variables.items()
    }


def _brought(variable: Variable, written: CallSource, value: Value) -> Value:
    """What a variable is when its argument has become known.

    Raises:
        ConfigurationError: the value does not suit the variable.
    """
    problems = Problems()
    place = name_of(written.arguments[variable.name], written.source)
    given = GivenArgument(variable.name, value, describe(written.block), place)
    brought = value_of(variable, given, problems)
    problems.raise_if_failed()
    return brought.value


def _called_from(item: Diagnostic, written: CallSource) -> Diagnostic:
    """A diagnostic about a called module, with the call."""
    block = written.source.range(written.block.start, written.block.body.end)
    place = item.range
    if place is not None and place.file == block.file and block.line <= place.line <= block.end_line:
        return item
    call = (written.place.range, f"The module is called here, as {written.key}.")
    return replace(item, related=(*item.related, call))


def _check_arguments(written: CallSource, variables: Mapping[str, Block], problems: Problems) -> None:
    """Report values for variables that the module does not have, and variables that need one and get none."""
    for name, attribute in written.arguments.items():
        if name not in variables:
            problems.add(_unknown_input(written, attribute, list(variables)))
    for name, block in variables.items():
        if name not in written.arguments and "default" not in block.body.attributes:
            problems.add(_missing_input(written, name, block))


def _unknown_input(written: CallSource, attribute: Attribute, known: Sequence[str]) -> Diagnostic:
    return error(
        "Unknown input",
        f'{sentence(describe(written.block))} has no input "{attribute.name}": its module declares no such variable.',
        hint=did_you_mean(attribute.name, known) or _inputs_hint(known),
        range=name_of(attribute, written.source).range,
    )


def _missing_input(written: CallSource, name: str, block: Block) -> Diagnostic:
    return Diagnostic(
        Severity.ERROR,
        "Missing input",
        f'{sentence(describe(written.block))} gives no value to "{name}", which has no default.',
        f"Add {name} = ... to the block.",
        written.place.range,
        related=((header_of(block).range, "It is declared here."),),
    )


def _inputs_hint(known: Sequence[str]) -> str:
    return f"It has {', '.join(known)}." if known else "It has none."


def _check_variables(declared: Declarations, known: Known, problems: Problems) -> None:
    """Report variables that only a template made: they are declared too late."""
    for name, block in declared.variables.items():
        if name not in known.variables:
            detail = f"{sentence(describe(block))} is made by a template, but templates run when all variables are known."
            hint = "Write the declaration out."
            problems.add(error("Template in a variable", detail, hint=hint, range=header_of(block).range))


def _check_called(declared: Declarations, problems: Problems) -> None:
    """Report what only the root module may say."""
    for block in declared.providers.values():
        problems.add(
            error(
                "Provider in a module",
                f"{sentence(describe(block))} stands in a module that another one calls; providers are configured in the "
                "root module only, so that a module can go without its provider's configuration going first.",
                hint='Configure it in the root module; pass it on with "providers" in the module block where it has an '
                "alias.",
                range=header_of(block).range,
            ),
        )
    for block in declared.settings.body.blocks if declared.settings else ():
        problems.add(
            error(
                "Setting in a module",
                f'The block "{block.type}" in ivrplan belongs to the whole configuration, but this module is called by '
                "another one.",
                hint="Write it in the root module.",
                range=header_of(block).range,
            ),
        )


def _refuse_imports(parts: Parts, problems: Problems) -> None:
    for written in parts.refactoring.imports:
        problems.add(
            error(
                "Import in a module",
                "An import block names one object, but a module can be called more than once.",
                hint="Write it in the root module: import { to = module.NAME.TYPE.NAME ... }.",
                range=written.place.range,
            ),
        )


def _source_cycle(written: CallSource, way: tuple[str, ...]) -> Diagnostic:
    around = " -> ".join((*way, way[0]))
    return error(
        "Module source cycle",
        f"{sentence(describe(written.block))} calls a module that this one is a part of, so there would be no end to "
        f"it: {around}.",
        hint="Move what both need into a module of its own.",
        range=written.origin_place.range,
    )
