"""Write the configuration of a whole tenant: everything that one provider configuration sees and nobody manages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from ivrplan.apply.progress import Listener, silent
from ivrplan.config.configuration import Configuration
from ivrplan.config.request import LoadRequest
from ivrplan.config.write import Reference, block, quoted, write_file
from ivrplan.diagnostics import Diagnostic, PlanError, did_you_mean, error
from ivrplan.plan.change import Mode
from ivrplan.plan.imports import open_blocks
from ivrplan.plan.labels import Labels, identifier
from ivrplan.plan.survey import Listed, Read, Seen, Survey, survey
from ivrplan.plan.writing import Declared, Writer, Written
from ivrplan.providers.connection import Connection
from ivrplan.providers.contract import ResourceType, Summary
from ivrplan.rules.choice import choose, errors_of
from ivrplan.rules.rule import Finding
from ivrplan.rules.run import check_flow
from ivrplan.rules.table import RULES
from ivrplan.state.document import State
from ivrplan.workflow.adoption import Adopted, Adoption, LeftOut, OfType
from ivrplan.workflow.newfolder import check_new, write_folder, write_new_file
from ivrplan.workflow.plan import look
from ivrplan.workflow.project import Project, connected, open_project, secrets_of
from ivrplan.workflow.workspaces import check_known

SUFFIX: Final = ".ivr.hcl"


def _unheard(event: Listed | Read) -> None:
    del event


@dataclass(frozen=True, slots=True)
class AdoptRequest:
    """What is to be written where.

    Attributes:
        load: which folder, with which values.
        provider: the key of a provider configuration: `cxone`, `cxone.emea`.
        out: the folder for the files: new, empty, or the root folder.
        types: the resource types that are looked at; empty for all of the provider.
        pattern: which names of objects, as a shell would match them; empty for all.
        listen: is told when requests wait.
        told: is told how far it is.
    """

    load: LoadRequest
    provider: str
    out: Path
    types: tuple[str, ...] = ()
    pattern: str = ""
    listen: Listener = silent
    told: Callable[[Listed | Read], None] = _unheard


async def adopt(request: AdoptRequest) -> Adoption:
    """Write import, resource and flow blocks for what nobody manages. Nothing is sent, and the state stays as it is.

    Raises:
        IvrplanError: the configuration or the state cannot be read, or the files cannot be written. A vendor that
            cannot tell something is in the result.
    """
    project = open_project(request.load)
    kinds = _kinds(project, request)
    target = _Target.of(request)
    target.check()
    await check_known(project)
    async with connected(project, listen=request.listen) as connections:
        state = (await look(project.backend, connections)).state
        known = _Known.of(project.configuration, state, request)
        connection = connections[request.provider]
        surveys = await survey(connection, kinds, known.is_wanted, request.told)
    writing = _Writing(project, connection, target)
    for one in writing.declare(surveys):
        writing.write(*one)
    target.write(writing.texts)
    return Adoption(
        folder=request.out,
        in_root=target.in_root,
        files=tuple(target.files(writing.texts)),
        objects=tuple(writing.adopted),
        left_out=(*_vanished(surveys), *writing.left_out),
        types=tuple(known.count(one) for one in surveys),
        diagnostics=tuple(dict.fromkeys(_problems(surveys))),
        sources=project.configuration.sources,
    )


def _kinds(project: Project, request: AdoptRequest) -> list[ResourceType]:
    """The resource types that are looked at.

    Raises:
        PlanError: the provider or a type is not known.
    """
    blocks = project.configuration.providers
    if request.provider not in blocks:
        raise PlanError(_no_provider(request.provider, blocks))
    types = project.providers[blocks[request.provider].type].types
    wrong = [name for name in request.types if name not in types]
    if wrong:
        raise PlanError(*(_no_type(name, request.provider, types) for name in wrong))
    return [types[name] for name in dict.fromkeys(request.types or types)]


def _no_provider(key: str, known: Collection[str]) -> Diagnostic:
    there = f"There are: {', '.join(known)}." if known else f'Write a provider "{key}" block.'
    return error(
        "Provider configuration missing",
        f'The configuration has no provider "{key}".',
        hint=did_you_mean(key, known) or there,
    )


def _no_type(name: str, provider: str, known: Collection[str]) -> Diagnostic:
    return error(
        "Unknown resource type",
        f'The provider "{provider}" has no resource type "{name}".',
        hint=did_you_mean(name, known) or f"There are: {', '.join(known)}.",
    )


@dataclass(frozen=True, slots=True)
class _Target:
    """Where files go: a new folder with a file an object, or one new file in the root folder.

    One file comes into being as a whole, as a new folder does; many files in a folder that is there do not.
    """

    root: Path
    folder: Path
    provider: str

    @classmethod
    def of(cls, request: AdoptRequest) -> _Target:
        return cls(request.load.root, request.out, identifier(request.provider, "provider"))

    @property
    def in_root(self) -> bool:
        return self.folder.resolve() == self.root.resolve()

    @property
    def _single(self) -> str:
        return f"imported_{self.provider}{SUFFIX}"

    def file(self, name: str) -> str:
        """The file of an object."""
        return self._single if self.in_root else name

    def check(self) -> None:
        """See that nothing is in the way, before any vendor is asked."""
        if not self.in_root:
            check_new(self.folder)
        elif (self.root / self._single).exists():
            raise PlanError(
                error(
                    "File exists",
                    f"{self._single} is there already, and what is written never takes the place of a file.",
                    hint="Move it away, or name a new folder.",
                ),
            )

    def files(self, texts: Mapping[str, str]) -> list[str]:
        """The names of the files."""
        return list(dict.fromkeys(map(self.file, texts)))

    def write(self, texts: Mapping[str, str]) -> None:
        """Write them; nothing where there is nothing to say."""
        if not texts:
            return
        if self.in_root:
            write_new_file(self.root / self._single, "\n".join(texts.values()))
        else:
            write_folder(self.folder, texts)


@dataclass(slots=True)
class _Known:
    """What is taken care of already, and what was not asked for; counts both."""

    managed: frozenset[tuple[str, str]]
    named: frozenset[tuple[str, str, str]]
    pattern: str
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    @classmethod
    def of(cls, configuration: Configuration, state: State, request: AdoptRequest) -> _Known:
        managed = frozenset((record.type, record.id) for record in state.resources.values())
        return cls(managed, frozenset(_named(configuration, state, request.provider)), request.pattern)

    def is_wanted(self, kind: ResourceType, one: Summary) -> bool:
        """Whether an object is to be written."""
        why = self._why_not(kind.name, one)
        self.counts[kind.name, why] += 1
        return not why

    def _why_not(self, kind: str, one: Summary) -> str:
        if (kind, one.id) in self.managed:
            return "managed"
        if {(kind, "id", one.id), (kind, "name", one.name)} & self.named:
            return "imported"
        return "filtered" if self.pattern and not fnmatchcase(one.name, self.pattern) else ""

    def count(self, survey: Survey) -> OfType:
        """What there is of a type."""
        names = ("managed", "imported", "filtered")
        return OfType(survey.type, survey.listed, *(self.counts[survey.type, name] for name in names))


def _named(configuration: Configuration, state: State, provider: str) -> Iterator[tuple[str, str, str]]:
    """The objects that open import blocks speak of: type, how they are named, and that name."""
    for one in open_blocks(configuration, state, Mode.NORMAL):
        resource = configuration.resources.get(str(one.address))
        if provider in {resource.provider if resource else "", one.provider, provider.partition(".")[0]}:
            value = one.evaluate({})
            if isinstance(value, str):
                yield one.address.kind, one.by, value


@dataclass(slots=True)
class _Writing:
    """The texts of all objects, while they are made."""

    project: Project
    connection: Connection
    target: _Target
    texts: dict[str, str] = field(default_factory=dict)
    adopted: list[Adopted] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    _writer: Writer = field(init=False)
    _secrets: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        self._secrets = tuple(quoted(text)[1:-1] for text in secrets_of(self.project.configuration))

    def declare(self, surveys: Iterable[Survey]) -> list[tuple[Seen, Declared]]:
        """What all objects are called. Their flows may lead to each other, so this comes first."""
        names = _Names.of(self.project.configuration, self.connection)
        key = self.connection.key
        stated = key if names.alias else ""
        declared: list[tuple[Seen, Declared]] = []
        for seen in (one for each in surveys for one in each.seen):
            if seen.live is not None:
                name, flow = names.of_object(seen)
                declared.append((seen, Declared(seen.kind, key, name, flow, seen.live, stated)))
        variables = Labels(self.project.configuration.variables)
        self._writer = Writer((one for _, one in declared), variables)
        return declared

    def write(self, seen: Seen, one: Declared) -> None:
        """Write one object, or say why it is left out."""
        written = self._writer.write(one)
        if written is None:
            self._leave(seen, "it holds no call flow that could be written")
            return
        if any(secret in text for secret in self._secrets for text in written.blocks):
            self._leave(
                seen, "it holds the value of a sensitive variable, which may not be written into a file"
            )
            return
        address = f"{one.kind.name}.{one.name}"
        name = f"{one.kind.name}_{one.name}{SUFFIX}"
        head = block("import", (), {"to": Reference(address), "id": one.live.id})
        self.texts[name] = write_file([f"{head}\n", *written.blocks])
        findings = tuple(self._findings(one, written))
        self.adopted.append(
            Adopted(
                address,
                one.live.id,
                seen.summary.name,
                self.target.file(name),
                written.flow,
                findings,
                written.placeholders,
            )
        )

    def _leave(self, seen: Seen, because: str) -> None:
        self.left_out.append(LeftOut(seen.kind.name, seen.summary.id, seen.summary.name, because))

    def _findings(self, one: Declared, written: Written) -> Iterator[Finding]:
        """What keeps a plan from being applied, by our rules and the vendor's."""
        if written.flow is None:
            return
        flow, settings = written.flow, self.project.configuration.settings
        report = check_flow(flow, errors_of(choose(RULES, settings.choice)), settings=settings.rules)
        yield from report.findings
        if not report.failed:
            yield from check_flow(flow, one.kind.limits(self.connection.settings)).findings


@dataclass(frozen=True, slots=True)
class _Names:
    """Labels that are free in the root folder, also when several provider configurations are written for it.

    Resources of a type's own provider configuration are called as their objects are; those of another begin with its
    alias. Flows belong to no type, so they begin with the key of the provider configuration.
    """

    labels: Labels
    provider: str
    alias: str

    @classmethod
    def of(cls, configuration: Configuration, connection: Connection) -> _Names:
        provider = identifier(connection.key, "provider")
        alias = connection.key.partition(".")[2]
        kinds = connection.provider.types
        files = [path.name.removesuffix(SUFFIX) for path in Path(configuration.root).glob(f"*{SUFFIX}")]
        taken = {name.removeprefix(f"{provider}_") for name in configuration.flows}
        there = (one for one in configuration.resources.values() if one.type in kinds)
        taken |= {one.address.name for one in there if not one.address.module}
        taken |= {name.removeprefix(f"{kind}_") for kind in kinds for name in files}
        return cls(Labels({name.removeprefix(f"{alias}_") for name in taken} | taken), provider, alias)

    def of_object(self, seen: Seen) -> tuple[str, str]:
        """The labels of an object's resource and flow."""
        label = self.labels.free(identifier(seen.summary.name, seen.kind.name.rpartition("_")[2]))
        return f"{self.alias}_{label}" if self.alias else label, f"{self.provider}_{label}"


def _vanished(surveys: Iterable[Survey]) -> Iterator[LeftOut]:
    for seen in (one for each in surveys for one in each.seen):
        if seen.live is None:
            why = "it could not be read" if seen.problems else "it was deleted while the others were read"
            yield LeftOut(seen.kind.name, seen.summary.id, seen.summary.name, why)


def _problems(surveys: Iterable[Survey]) -> Iterator[Diagnostic]:
    for each in surveys:
        yield from (replace(one, address=one.address or each.type) for one in each.problems)
        for seen in each.seen:
            yield from seen.problems
