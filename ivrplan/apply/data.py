"""Data that the plan could not read yet: read as soon as what it needs has been changed."""

from __future__ import annotations

from collections.abc import Mapping

from ivrplan.apply.conditions import require
from ivrplan.config.configuration import DataBlock
from ivrplan.config.verdicts import Results
from ivrplan.diagnostics import PlanError, error
from ivrplan.language.values import Value, contains_unknown
from ivrplan.plan.conditions import Checked, after, before
from ivrplan.plan.data import Reader
from ivrplan.providers.connection import Connection


async def read_late(
    block: DataBlock, results: Results, connections: Mapping[str, Connection], checked: list[Checked]
) -> Mapping[str, Value]:
    """The attributes of the object that a data instance means.

    A reader of its own: a listing that was made before might not have what was created since.

    Args:
        block: the data instance.
        results: what is known of resources and of other data.
        connections: by provider key.
        checked: gets what is known of its conditions.

    Raises:
        IvrplanError: it cannot be read, or a condition does not hold.
    """
    require(before(block.conditions), results, checked)
    query = block.query(results)
    if contains_unknown(dict(query)):
        raise PlanError(
            error(
                "Data cannot be read",
                f"What {block.address} asks for depends on a value that no vendor has told.",
                range=block.range,
                address=str(block.address),
            ),
        )
    attributes = await Reader(connections).read(block, query)
    require(after(block.conditions), {**results, str(block.address): attributes}, checked)
    return attributes
