"""Check blocks: assertions about what is there, which warn and never stop anything."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from ivrplan.config.blocks.conditions import ConditionSource, nested, read_conditions
from ivrplan.config.blocks.decode import data_blocks
from ivrplan.config.blocks.shape import Nested, Shape, check_shape, describe
from ivrplan.config.blocks.written import Written
from ivrplan.diagnostics import Problems
from ivrplan.language.syntax import Block

SHAPE: Final = Shape(
    blocks={"data": Nested(("type", "name")), **nested("assert")},
)
_WHOLE: Final = replace(SHAPE, required=("assert",))


@dataclass(frozen=True, slots=True)
class CheckSource(Written):
    """A `check` block as written.

    Attributes:
        block: the block.
        conditions: its assertions.
        data: the block of the data that stands in it.
        sound: nothing was wrong with its form.
    """

    conditions: tuple[ConditionSource, ...]
    data: Block | None
    sound: bool

    @property
    def name(self) -> str:
        """Its label."""
        return self.block.labels[0].value

    @property
    def key(self) -> str:
        """`check.NAME`; nothing can refer to it."""
        return f"check.{self.name}"


def read_check(block: Block, problems: Problems) -> CheckSource:
    """A `check` block's parts. What is wrong with its form becomes problems."""
    found = Problems()
    check_shape(block, _WHOLE, found)
    conditions = read_conditions(block, ("assert",), describe(block), found)
    problems.add(*found.items)
    return CheckSource(block, conditions, next(data_blocks(block), None), sound=not found.failed)
