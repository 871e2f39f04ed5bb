"""Base64, JSON, CSV, URLs."""

from __future__ import annotations

import base64
import binascii
import codecs
import gzip
import re
from typing import Final
from urllib.parse import quote_plus

from ivrplan.language.functions.contract import ArgumentError, Function, Parameter
from ivrplan.language.functions.jsontext import json_text, parse_json
from ivrplan.language.functions.strings import text
from ivrplan.language.typemodel import ANY, STRING, ListType, MapType
from ivrplan.language.values import Value

_FIELD: Final = re.compile(r'(?:"((?:[^"]|"")*)"|([^",\n]*?))(,|\r?\n|\Z)')


def encode(data: bytes) -> str:
    """Bytes as base64."""
    return base64.b64encode(data).decode("ascii")


def _base64encode(value: str) -> str:
    return encode(value.encode())


def _decoded(value: str) -> bytes:
    try:
        return base64.b64decode(value.replace("\n", "").replace("\r", ""), validate=True)
    except (binascii.Error, ValueError):
        raise ArgumentError("it is not base64", 0) from None


def _base64decode(value: str) -> str:
    try:
        return text(_decoded(value).decode())
    except UnicodeDecodeError:
        raise ArgumentError(
            "what it decodes to is no text in UTF-8", 0, "For another encoding, use textdecodebase64."
        ) from None


def _base64gzip(value: str) -> str:
    return encode(gzip.compress(value.encode(), mtime=0))


_OF_PYTHON: Final = frozenset(
    {"idna", "mbcs", "oem", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-8-sig"}
)
"""What Python calls encodings beside those of the world."""


def _known(encoding: str) -> str:
    """The name of a character encoding. Python looks for it only when there is text to be encoded."""
    try:
        name = codecs.lookup(encoding).name
        b"a".decode(name, "replace")  # refuses what turns bytes into bytes
    except (LookupError, ValueError):
        name = "undefined"
    if name in _OF_PYTHON:
        raise ArgumentError("there is no such encoding", 1)
    return name


def _textencode(value: str, encoding: str) -> str:
    try:
        return encode(_encoded(value, _known(encoding)))
    except (UnicodeError, ValueError):
        raise ArgumentError("it has characters that the encoding has not", 0) from None


def _encoded(value: str, name: str) -> bytes:
    """Text in an encoding. Where that leaves the order of bytes open, the high one comes first, as at Terraform."""
    mark = {"utf-16": codecs.BOM_UTF16_BE, "utf-32": codecs.BOM_UTF32_BE}.get(name)
    return value.encode(name) if mark is None else mark + value.encode(f"{name}-be")


def _textdecode(value: str, encoding: str) -> str:
    try:
        return text(_decoded(value).decode(_known(encoding)))
    except (UnicodeError, ValueError):
        raise ArgumentError("it is no text in this encoding", 0) from None


def _urlencode(value: str) -> str:
    return quote_plus(value)


def _jsonencode(value: Value) -> str:
    return json_text(value)


def _rows(value: str) -> list[list[str]]:
    rows: list[list[str]] = [[]]
    position = 0
    while True:
        field = _FIELD.match(value, position)
        if field is None:
            raise ArgumentError(f"it is not CSV: row {len(rows)} has a quote in the wrong place", 0)
        position = field.end()
        rows[-1].append(field[2] if field[1] is None else field[1].replace('""', '"'))
        if not field[3]:
            return rows
        if field[3] != ",":
            rows.append([])


def _csvdecode(value: str) -> Value:
    rows = [row for row in _rows(value) if row != [""]]
    if not rows:
        raise ArgumentError("the line with the names of the columns is missing", 0)
    header, *lines = [tuple(map(text, row)) for row in rows]
    if len(set(header)) < len(header):
        raise ArgumentError("two columns have the same name", 0)
    for number, line in enumerate(lines, start=2):
        if len(line) != len(header):
            raise ArgumentError(
                f"row {number} has {len(line)} fields, but there are {len(header)} columns", 0
            )
    return tuple(dict(zip(header, line, strict=True)) for line in lines)


_STR: Final = Parameter("string", STRING)
_ENCODING: Final = Parameter("encoding", STRING)

FUNCTIONS: Final = (
    Function("base64encode", (_STR,), STRING, "The text in base64 (of its UTF-8 form).", _base64encode),
    Function("base64decode", (_STR,), STRING, "The text that base64 stands for.", _base64decode),
    Function("base64gzip", (_STR,), STRING, "The text compressed with gzip, in base64.", _base64gzip),
    Function(
        "textencodebase64",
        (_STR, _ENCODING),
        STRING,
        "The text in another character encoding, in base64.",
        _textencode,
    ),
    Function(
        "textdecodebase64",
        (_STR, _ENCODING),
        STRING,
        "The text that base64 in another character encoding stands for.",
        _textdecode,
    ),
    Function("urlencode", (_STR,), STRING, "The text as it can stand in a URL's query.", _urlencode),
    Function("jsonencode", (Parameter("value", allow_null=True),), STRING, "The value as JSON.", _jsonencode),
    Function("jsondecode", (_STR,), ANY, "The value that JSON writes.", parse_json),
    Function(
        "csvdecode",
        (_STR,),
        ListType(MapType(STRING)),
        "The list of a table's rows, each an object by column name.",
        _csvdecode,
    ),
)
