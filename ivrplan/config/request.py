"""What a caller says to have a folder loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final, TypeAlias

from pydantic import BaseModel

from ivrplan.language.values import Value

DEFAULT_WORKSPACE: Final = "default"


@dataclass(frozen=True, slots=True)
class VariableText:
    """`--var NAME=TEXT`."""

    name: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class VariableFile:
    """`--var-file PATH`, a path that can be opened from where the command runs."""

    path: Path


@dataclass(frozen=True, slots=True)
class VariableValues:
    """Values that are values already: those that a saved plan was made with. Names without a declaration are ignored."""

    values: Mapping[str, Value] = field(repr=False)


VariableInput: TypeAlias = VariableText | VariableFile | VariableValues


@dataclass(frozen=True, slots=True)
class LoadRequest:
    """Which folder to load, and with which values.

    Attributes:
        root: the root folder.
        workspace: the workspace's name.
        variables: what the command line says, in the order it was given; later ones win.
        environment: the process's environment, for `IVRPLAN_VAR_<name>` and `env()`.
        overlay: texts that stand in for what the disk has, by absolute path: the unsaved files of an editor.
        assumed: values of variables that nobody gives, the weakest of all but stronger than a default.
        today: the day on which suppressions of rules are judged, in UTC.
    """

    root: Path
    workspace: str = DEFAULT_WORKSPACE
    variables: tuple[VariableInput, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    overlay: Mapping[Path, str] = field(default_factory=dict, repr=False)
    assumed: Mapping[str, Value] = field(default_factory=dict, repr=False)
    today: date = field(default_factory=lambda: datetime.now(UTC).date())


@dataclass(frozen=True, slots=True)
class ResourceSchema:
    """What a resource's block may say.

    Attributes:
        model: its attributes and nested blocks.
        provider: the type of the provider that manages it.
        computed: attributes that only the vendor can tell; unknown until it has.
        flow: the attribute that takes the flow to deploy; empty for types that deploy none.
    """

    model: type[BaseModel]
    provider: str
    computed: frozenset[str] = frozenset({"id", "version"})
    flow: str = ""


@dataclass(frozen=True, slots=True)
class Schemas:
    """What provider and resource blocks may say, by type."""

    providers: Mapping[str, type[BaseModel]] = field(default_factory=dict)
    resources: Mapping[str, ResourceSchema] = field(default_factory=dict)
