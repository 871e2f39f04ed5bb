"""Digests of texts and files."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from typing import Final

from ivrplan.language.functions.contract import ArgumentError, Function, FunctionContext, Parameter
from ivrplan.language.functions.encoding import encode
from ivrplan.language.functions.files import read_bytes
from ivrplan.language.typemodel import STRING

_NAMESPACES: Final = {
    "dns": uuid.NAMESPACE_DNS,
    "url": uuid.NAMESPACE_URL,
    "oid": uuid.NAMESPACE_OID,
    "x500": uuid.NAMESPACE_X500,
}


def _digest(algorithm: str) -> Callable[[bytes], bytes]:
    return lambda data: hashlib.new(algorithm, data, usedforsecurity=False).digest()


def _of_text(name: str, algorithm: str, form: str, show: Callable[[bytes], str]) -> Function:
    digest = _digest(algorithm)

    def run(value: str) -> str:
        return show(digest(value.encode()))

    return Function(name, (Parameter("string", STRING),), STRING, f"The {form} digest of a text.", run)


def _of_file(name: str, algorithm: str, form: str, show: Callable[[bytes], str]) -> Function:
    digest = _digest(algorithm)

    def run(context: FunctionContext, path: str) -> str:
        return show(digest(read_bytes(context, path)))

    return Function(
        name,
        (Parameter("path", STRING),),
        STRING,
        f"The {form} digest of what is in a file.",
        run,
        uses_context=True,
    )


def _uuidv5(namespace: str, name: str) -> str:
    try:
        space = _NAMESPACES[namespace] if namespace in _NAMESPACES else uuid.UUID(namespace)
    except ValueError:
        raise ArgumentError("dns, url, oid, x500 or a UUID is required", 0) from None
    return str(uuid.uuid5(space, name))


_FORMS: Final = (
    ("md5", "md5", "MD5 (hexadecimal)", bytes.hex),
    ("sha1", "sha1", "SHA-1 (hexadecimal)", bytes.hex),
    ("sha256", "sha256", "SHA-256 (hexadecimal)", bytes.hex),
    ("sha512", "sha512", "SHA-512 (hexadecimal)", bytes.hex),
    ("base64sha256", "sha256", "SHA-256 (base64)", encode),
    ("base64sha512", "sha512", "SHA-512 (base64)", encode),
)

FUNCTIONS: Final = (
    *(_of_text(name, algorithm, form, show) for name, algorithm, form, show in _FORMS),
    *(_of_file(f"file{name}", algorithm, form, show) for name, algorithm, form, show in _FORMS),
    Function(
        "uuidv5",
        (Parameter("namespace", STRING), Parameter("name", STRING)),
        STRING,
        "The UUID of a name in a namespace: always the same one.",
        _uuidv5,
    ),
)
