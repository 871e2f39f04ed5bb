"""Whatever went wrong in a template -> diagnostics at the exact place."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import CodeType, TracebackType
from typing import Final

from jinja2 import TemplateNotFound, TemplateRuntimeError, TemplatesNotFound, TemplateSyntaxError
from jinja2.utils import missing

from ivrplan.diagnostics import ConfigurationError, Diagnostic, IvrplanError, SourceRange, did_you_mean, error
from ivrplan.language.numeric import NumberError
from ivrplan.language.templating.check import SUMMARY, tag_at
from ivrplan.language.templating.escape import PlacementError
from ivrplan.language.templating.fragment import Fragment, FragmentUseError
from ivrplan.language.templating.generate import Generated
from ivrplan.language.templating.limits import LimitError
from ivrplan.language.templating.loader import OutsideError, RootLoader, UnreadableError
from ivrplan.language.templating.opaque import Kind, Opaque, OpaqueUseError
from ivrplan.language.templating.operators import OperandError, kind_of
from ivrplan.language.templating.sandbox import CallError, Missing, TemplateEnvironment, UndefinedUseError
from ivrplan.language.templating.tokens import OffsetLexer, SourceFile, TokenSpan, spans

_FAILED: Final = "Template failed"
_LIMIT: Final = "Template limit reached"
_UNDEFINED: Final = "Undefined value in template"
_OPAQUE: Final = "Value not available in templates"
_PLACEMENT: Final = "Value cannot be put here"

_MAX_RELATED: Final = 5
_LONGEST_QUOTE: Final = 60
_DOT_AND_BLANKS: Final = 2


@dataclass(frozen=True, slots=True)
class Explainer:
    """Explains failures of one rendering.

    Attributes:
        environment: what the templates ran in.
        loader: knows which files there are.
    """

    environment: TemplateEnvironment
    loader: RootLoader

    def explain(self, failure: Exception) -> ConfigurationError:
        """The failure as diagnostics at the place in a template where it happened."""
        if isinstance(failure, ConfigurationError) and _has_place(failure):
            return failure
        places = self._places(failure.__traceback__)
        here = places[0] if places else None
        related = tuple((place, "called from here") for place in places[1:_MAX_RELATED])
        found = [
            replace(diagnostic, related=diagnostic.related + related)
            for diagnostic in self._diagnose(failure, here)
        ]
        return ConfigurationError(*found)

    def _diagnose(self, failure: Exception, here: SourceRange | None) -> Sequence[Diagnostic]:
        match failure:
            case IvrplanError():
                return [
                    replace(diagnostic, range=diagnostic.range or here) for diagnostic in failure.diagnostics
                ]
            case UndefinedUseError():
                return [self._undefined(failure.value, here)]
            case OpaqueUseError():
                return [_opaque(failure.opaque, here)]
            case LimitError():
                return [error(_LIMIT, failure.detail, hint=failure.hint, range=here)]
            case PlacementError():
                return [error(_PLACEMENT, failure.detail, hint=failure.hint, range=here)]
            case TemplateNotFound():
                return [self._not_found(failure, here)]
            case RecursionError():
                detail = "Macros, includes or expressions are nested too deeply."
                return [error(_LIMIT, detail, hint="Look for a macro that calls itself.", range=here)]
            case FragmentUseError():
                detail = "HCL text from a macro or a set block is used as a value."
                hint = "Use {% set name = value %} for values. HCL text can only be put out."
                return [error(_FAILED, detail, hint=hint, range=here)]
            case OperandError() | NumberError() | CallError() | OutsideError() | UnreadableError():
                return [error(_FAILED, str(failure), range=here)]
            case _:
                return [error(_FAILED, _words(failure), range=here)]

    # Places

    def _places(self, traceback: TracebackType | None) -> list[SourceRange]:
        """Where the templates stood, the innermost first, each place once."""
        places: list[SourceRange] = []
        while traceback is not None:
            place = self._place(traceback.tb_frame.f_code, traceback.tb_lasti)
            if place is not None and place not in places:
                places.insert(0, place)
            traceback = traceback.tb_next
        return places

    def _place(self, code: CodeType, instruction: int) -> SourceRange | None:
        generated = self.environment.templates.get(code.co_filename)
        if generated is None:
            return None
        place = generated.place(code, instruction)
        if isinstance(place, int):
            return generated.file.range(*tag_at(generated.file, place))
        tokens = spans(self.environment.offset_lexer, generated.file)
        return generated.file.range(*_extent(tokens, *place))

    # Kinds of failures

    def _undefined(self, value: Missing, here: SourceRange | None) -> Diagnostic:
        if value.hint.startswith("parameter "):
            detail = f'The macro was called without a value for its parameter "{value.name}".'
            return error(_UNDEFINED, detail, range=here)
        place = self._name_place(value) or here
        if "does not export" in value.hint:
            return error(
                _UNDEFINED, f'The imported file has no macro or variable "{value.name}".', range=place
            )
        if value.owner is missing:
            detail = f'There is no "{value.name}" in templates.'
            hint = did_you_mean(str(value.name), self.environment.globals)
            return error(_UNDEFINED, detail, hint=hint or _RESOURCES_HINT, range=place)
        return _part_missing(value, self._owner_text(value), place)

    def _name_place(self, value: Missing) -> SourceRange | None:
        """Where the name itself is written: only the attribute of `var.queues`."""
        generated, place = self._asked(value)
        if generated is None or isinstance(place, int):
            return None
        first, last = place
        tokens = spans(self.environment.offset_lexer, generated.file)
        named = [token for token in tokens if token.kind == "name" and token.text == value.name]
        for token in reversed(named):
            if first <= token.start <= last + _DOT_AND_BLANKS:
                return generated.file.range(token.start, token.end)
        return generated.file.range(*_extent(tokens, first, last))

    def _owner_text(self, value: Missing) -> str:
        """How the template refers to what was asked for the value: `var` in `var.queues`."""
        generated, place = self._asked(value)
        if generated is None or isinstance(place, int):
            return ""
        text = generated.file.text[slice(*place)].strip()
        return text if 0 < len(text) <= _LONGEST_QUOTE and "\n" not in text else ""

    def _asked(self, value: Missing) -> tuple[Generated | None, tuple[int, int] | int]:
        """The template that asked for the value, and where."""
        if value.place is None:
            return None, 0
        code, instruction = value.place
        generated = self.environment.templates.get(code.co_filename)
        return generated, generated.place(code, instruction) if generated else 0

    def _not_found(self, failure: TemplateNotFound, here: SourceRange | None) -> Diagnostic:
        if isinstance(failure, TemplatesNotFound):
            names = ", ".join(f'"{name}"' for name in failure.templates)
            return error(
                "Template not found", f"None of the files {names} is in the root folder.", range=here
            )
        name = str(failure.name)
        near = did_you_mean(posixpath.basename(name), self.loader.names_near(name))
        return error(
            "Template not found", f'There is no file "{name}" in the root folder.', hint=near, range=here
        )


def syntax_error(failure: TemplateSyntaxError, file: SourceFile, lexer: OffsetLexer) -> ConfigurationError:
    """Jinja's refusal of a source as a diagnostic; its line number is an offset."""
    message = str(failure.message)
    tokens = spans(lexer, file)
    opened = _unclosed(tokens)
    if "end of template" in message and opened is not None:
        detail = f'The block "{opened.text}" is not closed before the end of the file.'
        place = file.range(*tag_at(file, opened.start))
        return ConfigurationError(
            error(SUMMARY, detail, hint=f"Close it with {{% {_closing(opened.text)} %}}.", range=place)
        )
    detail, hint = _syntax_words(message)
    start, end = _extent(tokens, failure.lineno, failure.lineno)
    problem = error(SUMMARY, detail, hint=hint, range=file.range(start, end))
    if opened is not None and "unknown tag" in message:
        place = file.range(*tag_at(file, opened.start))
        problem = replace(problem, related=((place, f'the block "{opened.text}" is opened here'),))
    return ConfigurationError(problem)


def output_limit(failure: LimitError, fragment: Fragment) -> ConfigurationError:
    """The limit of what a rendering may write, at what was written last."""
    _, name, line, column, _ = fragment.segments[-1]
    place = SourceRange(name, line, column, line, column + 1)
    return ConfigurationError(error(_LIMIT, failure.detail, hint=failure.hint, range=place))


def too_deep(file: SourceFile) -> ConfigurationError:
    """A source that neither Jinja nor Python can compile, as it is nested too deeply."""
    detail = "Loops, conditions or expressions of this file are nested too deeply."
    return ConfigurationError(
        error(SUMMARY, detail, hint="Move inner parts into macros or included files.", range=file.range(0, 1))
    )


_RESOURCES_HINT: Final = "Templates see var, constant local, path, workspace and functions. Everything else is seen by HCL expressions only."

_TAKES_BODY: Final = frozenset({"for", "if", "macro", "call", "block", "with", "filter", "autoescape"})


def _closing(tag: str) -> str:
    return f"end{tag}"


def _unclosed(tokens: Sequence[TokenSpan]) -> TokenSpan | None:
    """The innermost tag that opens a block and is not closed where the tokens end or stop fitting."""
    open_tags: list[TokenSpan] = []
    for index, token in enumerate(tokens):
        if token.kind != "block_begin":
            continue
        words = [later for later in tokens[index + 1 : index + 4] if later.kind == "name"]
        if not words:
            continue
        name = words[0]
        if name.text in _TAKES_BODY or (name.text == "set" and _is_set_block(tokens, index)):
            open_tags.append(name)
        elif open_tags and name.text == _closing(open_tags[-1].text):
            open_tags.pop()
    return open_tags[-1] if open_tags else None


def _is_set_block(tokens: Sequence[TokenSpan], begin: int) -> bool:
    for token in tokens[begin:]:
        if token.kind == "block_end":
            return True
        if token.kind == "operator" and token.text == "=":
            return False
    return False


_KINDS: Final = {
    "end of statement block": "the end of the tag, %}",
    "end of print statement": "the end of the output, }}",
    "begin of statement block": "a tag",
    "begin of print statement": "an output",
    "template data / text": "text",
    "end of template": "the end of the file",
}


def _syntax_words(message: str) -> tuple[str, str]:
    """Jinja's message as a detail and a hint."""
    if match := re.fullmatch(r"expected token '(.+)', got '(.+)'", message):
        wanted, found = (_KINDS.get(word, f'"{word}"') for word in match.groups())
        return f"There should be {wanted} here, not {found}.", ""
    if match := re.fullmatch(r"unexpected char '(.+)' at \d+", message):
        return f"The character {match[1]} means nothing inside of a template tag.", ""
    if match := re.match(r"Encountered unknown tag '(\w+)'\.(?:.*closed is '(\w+)'\.)?", message):
        return _unknown_tag(match[1], match[2])
    if match := re.fullmatch(r"Missing end of (comment tag|raw directive)", message):
        what, closing = ("comment", "#}") if "comment" in match[1] else ("raw block", "{% endraw %}")
        return f"The {what} that begins here is not closed.", f"Close it with {closing}."
    if match := re.fullmatch(r"unexpected '(.+?)'(?:, expected '(.+)')?", message):
        wanted = f"; there should be {match[2]} here" if match[2] else ""
        return f"{_KINDS.get(match[1], match[1])} is unexpected here{wanted}.".capitalize(), ""
    if match := re.fullmatch(r"Expected an expression, got '(.+)'", message):
        return f"There should be a value here, not {_KINDS.get(match[1], match[1])}.", ""
    return f"{message[:1].upper()}{message[1:].rstrip('.')}.", ""


_TAGS: Final = (
    "for",
    "if",
    "elif",
    "else",
    "endif",
    "endfor",
    "macro",
    "endmacro",
    "set",
    "endset",
    "call",
    "endcall",
    "include",
    "import",
    "from",
    "block",
    "with",
    "raw",
)


def _unknown_tag(name: str, open_tag: str | None) -> tuple[str, str]:
    if open_tag:
        return (
            f'The tag "{name}" does not fit here: the block "{open_tag}" is still open.',
            f"Close it first with {{% {_closing(open_tag)} %}}.",
        )
    return f'There is no tag "{name}", or it does not fit here.', did_you_mean(name, _TAGS)


def _extent(tokens: Sequence[TokenSpan], first: int, last: int) -> tuple[int, int]:
    """From the first token to the end of the last one, with the name behind a dot and the brackets that close."""
    end, unclosed = first + 1, 0
    for index, token in enumerate(tokens):
        if token.start < first or token.kind == "whitespace":
            continue
        closes = token.text in _CLOSING and token.kind == "operator"
        if token.start > last and not (closes and unclosed) and tokens[index - 1].text != ".":
            break
        unclosed += (token.kind == "operator" and token.text in _OPENING) - closes
        end = token.end
    return first, end


_OPENING: Final = frozenset("([{")
_CLOSING: Final = frozenset(")]}")


def _has_place(failure: IvrplanError) -> bool:
    return all(diagnostic.range is not None for diagnostic in failure.diagnostics)


def _part_missing(value: Missing, owner_text: str, place: SourceRange | None) -> Diagnostic:
    """An attribute, key or index that a value does not have."""
    owner = value.owner
    if isinstance(owner, Mapping):
        detail = f'There is no "{value.name}" in {owner_text or "this object"}.'
        hint = did_you_mean(str(value.name), [str(key) for key in owner])
        known = ", ".join(map(str, owner))
        return error(
            _UNDEFINED,
            detail,
            hint=hint or (f"It has: {known}." if 0 < len(known) < 200 else ""),
            range=place,
        )
    if isinstance(value.name, int):
        return error(_UNDEFINED, f"There is no element {value.name} in {kind_of(owner)}.", range=place)
    detail = f'There is no "{value.name}" in {kind_of(owner)}.'
    return error(_UNDEFINED, detail, range=place)


_OPAQUE_HINT: Final = "Write it as an HCL expression, without {{ }} or {% %}, which is evaluated later."


def _opaque(opaque: Opaque, place: SourceRange | None) -> Diagnostic:
    what = f"The value {opaque.reference}" if opaque.reference else "This value"
    match opaque.kind:
        case Kind.SENSITIVE:
            detail = f"{what} is sensitive: a template can put it out as it is, but not compute with it."
        case Kind.UNKNOWN:
            detail = f"{what} is not known before a vendor is asked, and templates run before that."
        case Kind.CAPSULE:
            detail = f"{what} can only be passed on by HCL expressions."
    return error(_OPAQUE, detail, hint=_OPAQUE_HINT, range=place)


def _words(failure: Exception) -> str:
    """A failure that nobody foresaw, in words."""
    text = str(failure).strip().rstrip(".")
    match failure:
        case ZeroDivisionError():
            return "A number cannot be divided by zero."
        case OverflowError() if "MAX_RANGE" in text:
            return "A range can have 100000 elements at most."
        case OverflowError() | ArithmeticError():
            return "A number is too large, or has no value."
        case TypeError() if match_ := re.match(r"'(<|>|<=|>=)' not supported", text):
            return f"The operator {match_[1]} cannot compare values of these kinds."
        case TypeError() if "is not iterable" in text:
            return "This is not a list, a set or an object, so there is nothing to go through."
        case TypeError() if "has no len" in text:
            return "This value has no length."
        case TemplateRuntimeError() | TypeError() | ValueError():
            return f"{text[:1].upper()}{text[1:]}." if text else "The expression has no value."
        case _:
            return f"The expression has no value ({type(failure).__name__})."
