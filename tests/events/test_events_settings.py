"""Who is told: the block, the environment before it, and what cannot be used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ivrplan.config.files.early_settings import load_settings
from ivrplan.diagnostics import ConfigurationError
from ivrplan.events.settings import EventSettings, event_settings

BLOCK = """
ivrplan {
  audit {
    path     = "log/audit.jsonl"
    required = true
  }
  metrics { path = "ivrplan.prom" }
  webhook {
    url        = "https://hooks.example.com/t0ken"
    secret_env = "HOOK_SECRET"
    events     = ["flow.*"]
    timeout    = 7
  }
}
"""


def settings(root: Path, text: str, **environment: str) -> EventSettings:
    (root / "main.ivr.hcl").write_text(text)
    return event_settings(load_settings(root), root, environment)


def test_nobody_is_told_unless_somebody_says_so(tmp_path: Path) -> None:
    found = settings(tmp_path, "")
    assert found == EventSettings()
    assert not found.anybody


def test_the_block(tmp_path: Path) -> None:
    found = settings(tmp_path, BLOCK, HOOK_SECRET="s", IVRPLAN_AUDIT_KEY="k")
    assert found.audit is not None
    assert found.webhook is not None
    assert (found.audit.path, found.audit.key, found.audit.required) == (
        tmp_path / "log/audit.jsonl",
        "k",
        True,
    )
    assert found.metrics == tmp_path / "ivrplan.prom"
    assert (found.webhook.url, found.webhook.secret) == ("https://hooks.example.com/t0ken", "s")
    assert (found.webhook.events, found.webhook.timeout) == (("flow.*",), 7)
    assert found.webhook.host == "https://hooks.example.com"


def test_the_environment_comes_before_the_block(tmp_path: Path) -> None:
    found = settings(
        tmp_path,
        BLOCK,
        IVRPLAN_AUDIT_PATH="other.jsonl",
        IVRPLAN_METRICS_PATH=str(tmp_path / "m.prom"),
        IVRPLAN_WEBHOOK_URL="http://127.0.0.1:8080/",
        IVRPLAN_WEBHOOK_SECRET="t",
        HOOK_SECRET="s",
        CI_WEBHOOK_URL="https://ci.example.com",
        CI_WEBHOOK_SECRET="u",
    )
    assert found.audit is not None
    assert found.webhook is not None
    assert (found.audit.path, found.audit.required) == (tmp_path / "other.jsonl", True)
    assert found.metrics == tmp_path / "m.prom"
    assert (found.webhook.url, found.webhook.secret) == ("http://127.0.0.1:8080/", "t")


def test_the_pipeline_names_it_where_nothing_else_does(tmp_path: Path) -> None:
    ci = {"CI_WEBHOOK_URL": "https://ci.example.com", "CI_WEBHOOK_SECRET": "u"}
    found = settings(tmp_path, "", **ci)
    assert found.webhook is not None
    assert (found.webhook.url, found.webhook.secret, found.webhook.timeout) == (
        "https://ci.example.com",
        "u",
        30,
    )
    found = settings(tmp_path, BLOCK, **ci)
    assert found.webhook is not None
    assert (found.webhook.url, found.webhook.secret) == ("https://hooks.example.com/t0ken", "u")


def test_no_secret_stands_in_its_text_form(tmp_path: Path) -> None:
    found = settings(tmp_path, BLOCK, HOOK_SECRET="very-s3cret", IVRPLAN_AUDIT_KEY="a-k3y")
    assert found.secrets == ("a-k3y", "https://hooks.example.com/t0ken", "very-s3cret")
    assert not [secret for secret in found.secrets if secret in repr(found)]


@pytest.mark.parametrize(
    "url",
    ["ftp://x.example.com", "hooks.example.com", "https://", "https://u:p@x.example.com", "https://x.example.com/#a",
     "https://x.example.com:99999", "https://x example.com", "https://[x"],
)  # fmt: skip
def test_a_url_that_is_none(tmp_path: Path, url: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        settings(tmp_path, "", IVRPLAN_WEBHOOK_URL=url, IVRPLAN_WEBHOOK_SECRET="s")
    (found,) = caught.value.diagnostics
    assert found.summary == "Not a webhook URL"
    assert url not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "environment", "names"),
    [
        ("", {"CI_WEBHOOK_URL": "https://x.example.com"}, "IVRPLAN_WEBHOOK_SECRET or CI_WEBHOOK_SECRET"),
        (BLOCK, {"HOOK_SECRET": ""}, "IVRPLAN_WEBHOOK_SECRET or HOOK_SECRET or CI_WEBHOOK_SECRET"),
    ],
)
def test_a_webhook_without_a_secret(tmp_path: Path, text: str, environment: Any, names: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        settings(tmp_path, text, **environment)
    (found,) = caught.value.diagnostics
    assert (found.summary, found.hint) == ("Webhook without a secret", f"Set {names}.")
    assert (found.range is not None) is bool(text)
