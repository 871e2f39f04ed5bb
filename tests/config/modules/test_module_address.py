"""What a source says, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ivrplan.config.modules.address import GitSource, LocalSource, parse_source
from ivrplan.diagnostics import ConfigurationError, SourceRange
from tests.config.modules.projects import problem

WHERE = SourceRange("main.ivr.hcl", 3, 12, 3, 40)
COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize("text", ["./menus", "../shared/hours", "./", "./a b", "./x?ref=1"])
def test_local_sources(text: str) -> None:
    assert parse_source(text) == LocalSource(text)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("git::https://h.example/o/r.git", GitSource("https://h.example/o/r.git")),
        ("git::https://h.example/o/r.git//a/b?ref=v1", GitSource("https://h.example/o/r.git", "a/b", "v1")),
        ("git::https://h.example:8443/r?ref=a/b", GitSource("https://h.example:8443/r", "", "a/b")),
        ("git::https://[::1]:8443/r", GitSource("https://[::1]:8443/r")),
        ("git::ssh://git@h.example:22/r.git//./a//", GitSource("ssh://git@h.example:22/r.git", "a")),
        ("git::ssh://h.example/r.git", GitSource("ssh://h.example/r.git")),
        ("git::git@h.example:o/r.git//a?ref=v1", GitSource("git@h.example:o/r.git", "a", "v1")),
        ("git::git@h.example:/srv/r.git", GitSource("git@h.example:/srv/r.git")),
        ("git::file:///srv/r.git//a", GitSource("file:///srv/r.git", "a")),
        ("git::/srv/r.git//a?ref=v%2B1", GitSource("/srv/r.git", "a", "v+1")),
        ("git::/srv/r.git//?ref=pkg@1.0", GitSource("/srv/r.git", "", "pkg@1.0")),
        (f"git::/srv/r.git?ref={COMMIT}", GitSource("/srv/r.git", "", COMMIT)),
    ],
)
def test_git_sources(text: str, source: GitSource) -> None:
    assert parse_source(text) == source
    assert parse_source(source.pin) == GitSource(source.url, "", source.ref)


def test_only_a_whole_id_is_a_commit() -> None:
    assert GitSource("/r", "", COMMIT).is_commit
    assert not GitSource("/r", "", COMMIT[:-1]).is_commit
    assert not GitSource("/r").is_commit


@pytest.mark.parametrize(
    ("text", "summary", "hint"),
    [
        ("", "Unsupported module source", "./FOLDER"),
        ("..", "Unsupported module source", 'Write "../"'),
        ("menus", "Unsupported module source", 'write "./" before it'),
        ("acme/menus/main", "Unsupported module source", "no registry"),
        ("github.com/acme/flows", "Unsupported module source", "git::https://"),
        ("git@h.example:o/r.git", "Unsupported module source", "git:: before it"),
        ("https://h.example/r.git", "Unsupported module source", "git:: before it"),
        ("ssh://git@h.example/r.git", "Unsupported module source", "git:: before it"),
        ("https://h.example/r.zip", "Unsupported module source", "Archives"),
        ("https://h.example/r.tar.gz?checksum=1", "Unsupported module source", "Archives"),
        ("s3::https://s3.example/r.zip", "Unsupported module source", "git repository"),
        ("hg::http://h.example/r", "Unsupported module source", "git repository"),
        ("http://h.example/r", "Unsupported module source", "git::https://"),
        ("/srv/menus", "Unsupported module source", "git:: and its absolute path"),
        ("~/menus", "Unsupported module source", "./FOLDER"),
        ("./a\nb", "Invalid module source", ""),
        ("git::", "Invalid module source", "git::https://HOST"),
        ("git::/", "Invalid module source", "git::https://HOST"),
        ("git::menus", "Invalid module source", "git::https://HOST"),
        ("git::./menus", "Invalid module source", "git::https://HOST"),
        ("git::-oProxyCommand=x", "Invalid module source", "git::https://HOST"),
        ("git::--upload-pack=x", "Invalid module source", "git::https://HOST"),
        ("git::git@-x:a", "Invalid module source", "git::https://HOST"),
        ("git::ssh://-oProxyCommand=x/r", "Invalid module source", "git::https://HOST"),
        ("git::ssh://-x@h/r", "Invalid module source", "git::https://HOST"),
        ("git::ext::sh -c x", "Invalid module source", "git::https://HOST"),
        ("git::ext::sh@h:x", "Secret in a module source", ""),
        ("git::ext://x", "Unsupported protocol", "git::https://"),
        ("git::git://h/r", "Unsupported protocol", "git::https://"),
        ("git::http://h/r", "Unsupported protocol", "git::https://"),
        ("git::https://h", "Invalid module source", ""),
        ("git::https:///r", "Invalid module source", ""),
        ("git::file://h/r", "Invalid module source", ""),
        ("git::file:////r", "Invalid module source", ""),
        ("git::/r r", "Invalid module source", ""),
        ('git::/r"', "Invalid module source", ""),
        ("git::/r//../x", "Invalid module source", ""),
        ("git::/r//a/../../x", "Invalid module source", ""),
        ("git::/r//.git", "Invalid module source", ""),
        ("git::/r?ref=", "Invalid module source", "default branch"),
        ("git::/r?ref=a&ref=b", "Invalid module source", ""),
        ("git::/r?ref=-a", "Invalid module source", ""),
        ("git::/r?ref=a..b", "Invalid module source", ""),
        ("git::/r?ref=a%20b", "Invalid module source", ""),
        ("git::/r?ref=a:b", "Invalid module source", ""),
        ("git::/r?ref=*", "Invalid module source", ""),
        ("git::/r?reff=v1", "Unsupported parameter in a module source", '"ref"'),
        ("git::/r?depth=1", "Unsupported parameter in a module source", "one commit"),
        ("git::/r?sshkey=abc", "Unsupported parameter in a module source", "agent"),
        ("git::/r?", "Unsupported parameter in a module source", "Remove it"),
    ],
)
def test_what_is_no_source_is_refused(text: str, summary: str, hint: str) -> None:
    with pytest.raises(ConfigurationError) as failure:
        parse_source(text, WHERE)
    found = problem(failure)
    assert found.summary == summary
    assert hint in found.hint
    assert found.detail.endswith(".")


def test_a_refusal_points_at_the_source_and_repeats_it() -> None:
    with pytest.raises(ConfigurationError) as failure:
        parse_source("menus", WHERE)
    assert problem(failure).range == WHERE
    assert '"menus"' in problem(failure).detail


@pytest.mark.parametrize(
    "text",
    [
        "git::https://ada:hunter2@h.example/r.git",
        "git::https://hunter2@h.example/r.git?ref=v1",
        "git::https://ada:hun/hunter2@h.example/r.git",
        "git::https://ada:x?hunter2@h.example/r.git",
        "git::https://ada:x?hunter2=@h.example/r.git",
        "git::HTTPS://hunter2@h.example/r.git",
        "git::ssh://git:hunter2@h.example/r.git",
        "git::git:hunter2@h.example:r.git",
        "git::http://ada:hunter2@h.example/r.git",
        "git::https://h.example/r.git?token=hunter2",
        "git::https://h.example/r.git?ref=v1&token=hunter2",
        "git::http://h.example/r.git?hunter2",
        "git::/r//..?token=hunter2",
        "https://ada:hunter2@h.example/r.git",
        "https://h.example/r.zip?token=hunter2",
        "s3::https://ada:hunter2@h.example/r.zip",
        "ada:hunter2@h.example/r",
    ],
)
def test_no_secret_is_repeated_or_pointed_at(text: str) -> None:
    with pytest.raises(ConfigurationError) as failure:
        parse_source(text, WHERE)
    found = problem(failure)
    assert "hunter2" not in str(found)
    assert "hunter2" not in str(failure.value)
    assert found.range is None
    assert "main.ivr.hcl, line 3" in found.detail


@given(
    st.text(alphabet='agit:/@.?=&ref%-_ "#', max_size=40),
    st.sampled_from(["", "git::", "git::https://", "git::/"]),
)
@example("{source}", "")
def test_any_text_is_a_source_or_a_diagnostic(text: str, before: str) -> None:
    try:
        source = parse_source(before + text, WHERE)
    except ConfigurationError:
        return
    if isinstance(source, GitSource):
        assert not source.url.startswith("-")
        assert not source.ref.startswith("-")
        assert ".." not in source.subfolder.split("/")
        assert parse_source(source.pin) == GitSource(source.url, "", source.ref)
