"""The environment, as far as it was passed in."""

from __future__ import annotations

import re
from typing import Final
from unicodedata import normalize

from ivrplan.language.functions.contract import ArgumentError, Function, FunctionContext, Handling, Parameter
from ivrplan.language.marks import mark_if, unmark
from ivrplan.language.typemodel import STRING
from ivrplan.language.values import UNKNOWN, Value

_SECRET_NAME: Final = re.compile("SECRET|TOKEN|PASSWORD|KEY", re.IGNORECASE)


def _env(context: FunctionContext, name: Value, *default: Value) -> Value:
    clear, marked = unmark(name)
    if not isinstance(clear, str):
        return mark_if(marked, UNKNOWN)
    sensitive = marked or bool(_SECRET_NAME.search(clear))
    if clear in context.environment:
        return mark_if(sensitive, normalize("NFC", context.environment[clear]))
    if default:
        return mark_if(sensitive or unmark(default[0])[1], unmark(default[0])[0])
    raise ArgumentError(
        "there is no such environment variable, and no default is given",
        0,
        'Set it, or give a default: env("NAME", "default").',
    )


FUNCTIONS: Final = (
    Function(
        "env",
        (Parameter("name", STRING), Parameter("default", STRING, allow_null=True, optional=True)),
        STRING,
        "The value of an environment variable, sensitive where SECRET, TOKEN, PASSWORD or KEY is in its name.",
        _env,
        handling=Handling.MARKS,
        uses_context=True,
    ),
)
