"""Tokens: their kinds and where they stand."""

import pytest

from ivrplan.language.lexer import ENDS_LINES, SPANS_LINES, Cursor, Match, is_identifier
from ivrplan.language.source import SourceText


def tokens(text: str, match: Match = ENDS_LINES) -> list[tuple[str, str]]:
    cursor = Cursor(SourceText.of_file("file", text))
    cursor.match = match
    found: list[tuple[str, str]] = []
    while cursor.kind != "end":
        cursor.advance()
        found.append((cursor.kind, cursor.token()))
    return found[:-1]


def kinds(text: str) -> list[str]:
    return [kind for kind, _ in tokens(text)]


def test_names_numbers_and_punctuation() -> None:
    assert tokens("a = b.c[0] + 1.5e3") == [
        ("name", "a"),
        ("=", "="),
        ("name", "b"),
        (".", "."),
        ("name", "c"),
        ("[", "["),
        ("number", "0"),
        ("]", "]"),
        ("+", "+"),
        ("number", "1.5e3"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        ",",
        ".",
        "*",
        "/",
        "%",
        "+",
        "-",
        "=",
        "<",
        ">",
        "!",
        "?",
        ":",
        "==",
        "!=",
        "<=",
        ">=",
        "&&",
        "||",
        "::",
        "...",
        "=>",
        "~}",
    ],
)
def test_punctuation_is_its_own_kind(text: str) -> None:
    assert kinds(text) == [text]
    assert kinds(f"a {text} b")[1] == text


def test_the_longest_punctuation_wins() -> None:
    assert kinds("===>>=!=::....~}&&||") == ["==", "=>", ">=", "!=", "::", "...", ".", "~}", "&&", "||"]


def test_newlines_count_only_where_they_end_lines() -> None:
    assert tokens("a\n\n # x\n b") == [("name", "a"), ("newline", "\n\n # x\n "), ("name", "b")]
    assert tokens("a\n\n # x\n b", SPANS_LINES) == [("name", "a"), ("name", "b")]


def test_a_line_comment_leaves_its_line_end() -> None:
    assert kinds("a # x\nb // y\nc") == ["name", "newline", "name", "newline", "name"]
    assert kinds("a /* x\n */ b") == ["name", "name"]


def test_plain_quoted_text_is_one_token() -> None:
    assert tokens(r'"a \" 5% $b {c}"') == [("string", r'"a \" 5% $b {c}"')]


@pytest.mark.parametrize("text", ['"${a}"', '"%{if a}"', '"$${a}"', '"a', '"a\nb"'])
def test_other_quoted_text_begins_with_a_quote(text: str) -> None:
    assert tokens(text)[0] == ("quote", '"')


def test_heredoc_marks() -> None:
    assert tokens("<<EOT")[0] == ("heredoc", "<<")
    assert tokens("<<-EOT")[0] == ("heredoc", "<<-")
    assert kinds("a < b <= c") == ["name", "<", "name", "<=", "name"]


@pytest.mark.parametrize("text", ["0x1F", "1_000", "1.2.3", "1e", "12ab", "1é"])
def test_malformed_numbers_are_one_token(text: str) -> None:
    assert tokens(text) == [("misnumber", text)]


@pytest.mark.parametrize("text", ["1...", "0.a", "1-a"])
def test_numbers_end_before_other_tokens(text: str) -> None:
    assert kinds(text)[0] == "number"


@pytest.mark.parametrize("name", ["a", "_", "a-", "größe", "समय", "名前", "a1-é_", "ªb"])
def test_identifiers(name: str) -> None:
    assert is_identifier(name)
    assert tokens(name) == [("name", name)]


@pytest.mark.parametrize("name", ["-a", "1a", "", "²", "a b", "€"])
def test_what_is_no_identifier(name: str) -> None:
    assert not is_identifier(name)
    assert tokens(name) != [("name", name)]


def test_an_identifier_ends_at_a_foreign_character() -> None:
    assert tokens("né€b") == [("name", "né"), ("invalid", "€"), ("name", "b")]


@pytest.mark.parametrize("character", ["'", "`", ";", "&", "|", "^", "@", "\\", "$", "“", "\0", "~", "€"])
def test_characters_without_a_meaning(character: str) -> None:
    assert tokens(f"a {character} b")[1] == ("invalid", character)


def test_a_byte_order_mark_is_skipped_at_the_beginning_only() -> None:
    assert kinds("\ufeffa") == ["name"]
    assert kinds("a \ufeff") == ["name", "invalid"]


def test_an_unclosed_comment_is_a_token_to_the_end() -> None:
    assert tokens("a /* b\nc") == [("name", "a"), ("comment", "/* b\nc")]
