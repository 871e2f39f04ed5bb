"""Addresses in IP networks."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final, TypeAlias

from ivrplan.language.functions.arguments import whole
from ivrplan.language.functions.contract import ArgumentError, Function, Parameter
from ivrplan.language.numeric import Number
from ivrplan.language.typemodel import NUMBER, STRING, ListType
from ivrplan.language.values import Value

_Network: TypeAlias = IPv4Network | IPv6Network


def _network(prefix: str) -> _Network:
    required = ArgumentError("a network such as 10.0.0.0/8 is required", 0)
    if "/" not in prefix:
        raise required
    try:
        return ip_network(prefix, strict=False)
    except ValueError:
        raise required from None


def _cidrhost(prefix: str, host: Number) -> str:
    network = _network(prefix)
    number = whole(host, 1)
    position = number if number >= 0 else network.num_addresses + number
    if not 0 <= position < network.num_addresses:
        raise ArgumentError(f"the network has only {network.num_addresses} addresses", 1)
    return str(network.network_address + position)


def _cidrnetmask(prefix: str) -> str:
    network = _network(prefix)
    if isinstance(network, IPv6Network):
        raise ArgumentError("IPv6 networks have no netmask", 0)
    return str(network.netmask)


def _longer(network: _Network, bits: Number, index: int) -> int:
    added = whole(bits, index)
    length = network.prefixlen + added
    if added < 0 or length > network.max_prefixlen:
        raise ArgumentError(
            f"a number from 0 to {network.max_prefixlen - network.prefixlen} is required", index
        )
    return length


def _subnet(network: _Network, start: int, length: int) -> str:
    return f"{type(network.network_address)(start)}/{length}"


def _cidrsubnet(prefix: str, bits: Number, number: Number) -> str:
    network = _network(prefix)
    length = _longer(network, bits, 1)
    position = whole(number, 2)
    if not 0 <= position < 1 << (length - network.prefixlen):
        raise ArgumentError(f"{whole(bits, 1)} bits cannot number so many networks", 2)
    start = int(network.network_address) + (position << (network.max_prefixlen - length))
    return _subnet(network, start, length)


def _cidrsubnets(prefix: str, *bits: Number) -> Value:
    network = _network(prefix)
    position = int(network.network_address)
    end = position + network.num_addresses
    result: list[Value] = []
    for index, added in enumerate(bits, start=1):
        length = _longer(network, added, index)
        size = 1 << (network.max_prefixlen - length)
        start = -(-position // size) * size
        position = start + size
        if position > end:
            raise ArgumentError("the network has no space left for it", index)
        result.append(_subnet(network, start, length))
    return tuple(result)


_PREFIX: Final = Parameter("prefix", STRING)
_BITS: Final = Parameter("newbits", NUMBER)

FUNCTIONS: Final = (
    Function(
        "cidrhost",
        (_PREFIX, Parameter("hostnum", NUMBER)),
        STRING,
        "The address with a number in a network.",
        _cidrhost,
    ),
    Function("cidrnetmask", (_PREFIX,), STRING, "The netmask of an IPv4 network.", _cidrnetmask),
    Function(
        "cidrsubnet",
        (_PREFIX, _BITS, Parameter("netnum", NUMBER)),
        STRING,
        "The network with a number inside a larger one.",
        _cidrsubnet,
    ),
    Function(
        "cidrsubnets",
        (_PREFIX,),
        ListType(STRING),
        "Networks one after the other inside a larger one.",
        _cidrsubnets,
        variadic=_BITS,
    ),
)
