"""Functions of Terraform that are not offered, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple


class Unavailable(NamedTuple):
    """Why a function is not offered, and what to do instead."""

    reason: str
    hint: str


_TIME = "its result changes with every run, so a plan would never be stable"
_RANDOM = "its result is random, so a plan would never be stable"
_YAML = "there is no YAML reader in ivrplan"
_TEMPLATE = "configuration files are templates themselves"

UNAVAILABLE: Final[Mapping[str, Unavailable]] = {
    "timestamp": Unavailable(_TIME, "Pass the time in as a variable."),
    "plantimestamp": Unavailable(_TIME, "Pass the time in as a variable."),
    "uuid": Unavailable(_RANDOM, "Use uuidv5, which makes the same id from the same name."),
    "bcrypt": Unavailable(_RANDOM, "Use sha256 or sha512 where a fixed digest will do."),
    "rsadecrypt": Unavailable(
        "a private key has no place in a configuration", "Pass the secret in with env."
    ),
    "ephemeralasnull": Unavailable("there are no ephemeral values", "Use the value itself."),
    "templatefile": Unavailable(_TEMPLATE, "Use {% include %} or a Jinja macro."),
    "templatestring": Unavailable(_TEMPLATE, "Use Jinja, or a quoted string with ${ }."),
    "yamlencode": Unavailable(_YAML, "Use jsonencode: JSON is valid YAML."),
    "yamldecode": Unavailable(_YAML, "Use jsondecode with a JSON file."),
    "type": Unavailable(
        "it belongs to the console", "Ask `ivrplan console` for type(...) around a whole expression."
    ),
}
