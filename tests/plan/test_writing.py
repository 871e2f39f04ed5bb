"""Objects as blocks: what the vendor does not tell becomes a variable, and what is a block stays one."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from ivrplan.config.write import write_file
from ivrplan.language.values import Sensitive
from ivrplan.plan.labels import Labels
from ivrplan.plan.writing import Declared, Placeholder, Writer, Written
from ivrplan.providers.contract import Live


class Limit(BaseModel):
    tries: int


class Said(BaseModel):
    name: str
    secret: str
    key: str | None = None
    size: int = 1
    retry: Limit | None = None
    part: dict[str, Limit] = {}


class Kind:
    name = "fake_hook"
    config = Said
    unseen = frozenset({("key",)})


def declared(label: str, stated: str = "", **document: Any) -> Declared:
    kind: Any = Kind()
    return Declared(kind, "fake", label, f"fake_{label}", Live("1", "1", document), stated)


def written(one: Declared, *taken: str) -> Written | None:
    return Writer([one], Labels(taken)).write(one)


def test_what_the_vendor_does_not_tell_is_a_sensitive_variable() -> None:
    found = written(declared("crm", name="CRM"), "fake_crm_secret")
    assert found is not None
    assert found.placeholders == (
        Placeholder("fake_crm_secret_2", required=True),
        Placeholder("fake_crm_key", required=False),
    )
    assert write_file(found.blocks) == (
        'resource "fake_hook" "crm" {\n  name   = "CRM"\n  secret = var.fake_crm_secret_2\n  key    = var.fake_crm_key\n}\n\n'
        'variable "fake_crm_secret_2" {\n  type      = string\n  sensitive = true\n}\n\n'
        'variable "fake_crm_key" {\n  type      = string\n  default   = null\n  sensitive = true\n}\n'
    )


def test_defaults_are_not_said_and_blocks_are_blocks() -> None:
    found = written(
        declared(
            "a",
            "fake.eu",
            name="A",
            secret="s",
            key="k",
            size=1,
            retry={"tries": 2},
            part={"x y": {"tries": 3}},
        )
    )
    assert found is not None
    assert found.placeholders == ()
    assert write_file(found.blocks) == (
        'resource "fake_hook" "a" {\n  provider = fake.eu\n  name     = "A"\n  secret   = "s"\n  key      = "k"\n'
        '  retry {\n    tries = 2\n  }\n  part "x y" {\n    tries = 3\n  }\n}\n'
    )


def test_what_holds_a_secret_cannot_be_written() -> None:
    assert written(declared("a", name=Sensitive("x"), secret="s")) is None
