"""The table of providers."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from ivrplan.diagnostics import ConfigurationError
from ivrplan.providers.releasing import Releasing
from ivrplan.providers.table import PROVIDERS, load, names, provider_of
from ivrplan.rules.table import RULES


def test_a_provider_is_loaded_by_its_name() -> None:
    provider = load("genesys", {})
    assert (provider.name, provider.title) == ("genesys", "Genesys Cloud")
    assert all(provider_of(name) == "genesys" for name in provider.types)


def test_an_unknown_name_is_refused_with_a_question() -> None:
    with pytest.raises(ConfigurationError) as caught:
        load("genesis", {})
    assert caught.value.diagnostics[0].hint == 'Did you mean "genesys"?'
    with pytest.raises(ConfigurationError) as caught:
        load("zzz", {})
    assert caught.value.diagnostics[0].hint.startswith("The providers are ")


def limits() -> Iterator[tuple[str, str]]:
    """The id and the name of every rule of every vendor."""
    for provider in (load(name, {}) for name in PROVIDERS):
        settings = provider.config()
        for kind in provider.types.values():
            rules = [*kind.limits(settings)]
            if isinstance(kind, Releasing):
                rules += kind.release_limits(settings)
            yield from ((rule.id, rule.name) for rule in rules)


def test_no_two_rules_have_one_id_or_one_name() -> None:
    found = {*limits(), *((rule.id, rule.name) for rule in RULES)}
    assert len({number for number, _ in found}) == len({name for _, name in found}) == len(found)


def test_all_names_are_listed() -> None:
    assert set(PROVIDERS) <= set(names())


def test_listing_providers_does_not_pay_for_an_http_client() -> None:
    code = "import sys, ivrplan.providers.table as t; t.names(); print('httpx' in sys.modules or 'pydantic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
