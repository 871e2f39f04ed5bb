"""What is known of conditions, in the shape of the `checks` of Terraform's plan JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from ivrplan.address import DATA, Address, parse_address
from ivrplan.config.verdicts import Status
from ivrplan.plan.conditions import Checked, worst

_KINDS: Final[Mapping[str, str]] = {"check": "check", "output": "output_value"}


def checks_to_json(checks: Iterable[Checked]) -> list[dict[str, Any]]:
    """The conditions by the block that they stand in, with the state of each of its instances."""
    blocks: dict[Address, dict[Address, list[Checked]]] = {}
    for checked in checks:
        address = parse_address(checked.owner)
        blocks.setdefault(_block(address), {}).setdefault(address, []).append(checked)
    return [_to_json(block, instances) for block, instances in blocks.items()]


def _block(address: Address) -> Address:
    module = tuple(step._replace(key=None) for step in address.module)
    return address._replace(key=None, module=module)


def _to_json(block: Address, instances: Mapping[Address, list[Checked]]) -> dict[str, Any]:
    everything = [checked for group in instances.values() for checked in group]
    return {
        "address": _address(block),
        "status": worst(checked.status for checked in everything).value,
        "instances": [_instance(address, group) for address, group in instances.items()],
    }


def _address(block: Address) -> dict[str, Any]:
    word = block.kind.partition(".")[0]
    document: dict[str, Any] = {"to_display": str(block), "name": block.name}
    if block.module:
        document["module"] = ".".join(map(str, block.module))
    if word in _KINDS:
        return {"kind": _KINDS[word], **document}
    mode, kind = ("data", block.kind.removeprefix(f"{DATA}.")) if word == DATA else ("managed", block.kind)
    return {"kind": "resource", "mode": mode, "type": kind, **document}


def _instance(address: Address, group: list[Checked]) -> dict[str, Any]:
    shown: dict[str, Any] = {"to_display": str(address)}
    if address.key is not None:
        shown["instance_key"] = address.key
    if address.module:
        shown["module"] = ".".join(map(str, address.module))
    document: dict[str, Any] = {"address": shown, "status": worst(checked.status for checked in group).value}
    problems = [{"message": checked.message} for checked in group if checked.status is Status.FAILS]
    return document | ({"problems": problems} if problems else {})
