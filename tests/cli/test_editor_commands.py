"""The commands for editors."""

from __future__ import annotations

import json
import sys

import pytest

from tests.cli.conftest import Command


def test_schema_prints_a_json_schema(ivrplan: Command) -> None:
    ended = ivrplan("schema")

    assert (ended.code, ended.err) == (0, "")
    assert "flow" in json.loads(ended.out)["properties"]


def test_schema_prints_a_grammar(ivrplan: Command) -> None:
    ended = ivrplan("schema", "grammar")

    assert (ended.code, ended.err) == (0, "")
    assert json.loads(ended.out)["scopeName"] == "source.ivrplan"


def test_the_language_server_says_how_it_is_installed(
    ivrplan: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith("ivrplan.lsp")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pygls", None)
    monkeypatch.setitem(sys.modules, "pygls.lsp.server", None)
    ended = ivrplan("language-server")

    assert ended.code == 1
    assert "Language server not installed" in ended.err
    assert "pip install 'ivrplan[lsp]'" in ended.err
