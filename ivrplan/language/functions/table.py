"""All functions by their names. A function that is not here does not exist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from ivrplan.language.functions import (
    conversions,
    dates,
    encoding,
    environment,
    files,
    formatting,
    hashes,
    lists,
    lookups,
    maps,
    network,
    numbers,
    regex,
    sets,
    strings,
)
from ivrplan.language.functions.contract import BoundFunction, Function, FunctionContext

FAMILIES: Final[Mapping[str, Sequence[Function]]] = MappingProxyType(
    {
        "Text": (*strings.FUNCTIONS, *regex.FUNCTIONS, *formatting.FUNCTIONS),
        "Numbers": numbers.FUNCTIONS,
        "Collections": (*lookups.FUNCTIONS, *lists.FUNCTIONS, *maps.FUNCTIONS),
        "Sets": sets.FUNCTIONS,
        "Encoding": encoding.FUNCTIONS,
        "Digests": hashes.FUNCTIONS,
        "Dates and times": dates.FUNCTIONS,
        "Files and paths": files.FUNCTIONS,
        "IP networks": network.FUNCTIONS,
        "Environment": environment.FUNCTIONS,
        "Conversion": conversions.FUNCTIONS,
    }
)
"""The functions by family, as the reference page lists them."""

FUNCTIONS: Final[Mapping[str, Function]] = MappingProxyType(
    {function.name: function for family in FAMILIES.values() for function in family}
)


def functions(context: FunctionContext) -> Mapping[str, BoundFunction]:
    """All functions, ready to be called from expressions and templates."""
    return {name: BoundFunction(function, context) for name, function in FUNCTIONS.items()}
