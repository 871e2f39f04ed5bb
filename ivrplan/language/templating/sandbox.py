"""What templates may touch while they run, and how much of it.

Jinja's immutable sandbox is the ground. On top of it nothing is allowed that is not named here: keys and elements of
values, the methods listed below, Jinja's own helpers (`loop`, `caller`, namespaces, imported macros), and the
language's functions.
"""

from __future__ import annotations

import posixpath
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from types import CodeType, FrameType
from typing import Any, Final, cast, final

from jinja2 import StrictUndefined, Undefined
from jinja2.environment import TemplateModule
from jinja2.lexer import TokenStream
from jinja2.parser import Parser
from jinja2.runtime import BlockReference, Context, LoopContext, Macro, TemplateReference
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Cycler, Namespace, missing

from ivrplan.language.templating import filters, operators
from ivrplan.language.templating.check import Slot, Tree
from ivrplan.language.templating.context import Mode
from ivrplan.language.templating.escape import PlacementError, check_verbatim, put
from ivrplan.language.templating.fragment import Fragment, Segment
from ivrplan.language.templating.generate import CODE_NAME, Generated
from ivrplan.language.templating.limits import Account, TemplateLimits, size_of
from ivrplan.language.templating.opaque import Opaque, shown
from ivrplan.language.templating.tokens import OffsetLexer, SourceFile
from ivrplan.language.values import SetValue, Value

_METHODS: Final[Mapping[type, frozenset[str]]] = {
    str: frozenset(
        [
            "upper",
            "lower",
            "title",
            "capitalize",
            "swapcase",
            "strip",
            "lstrip",
            "rstrip",
            "startswith",
            "endswith",
            "split",
            "rsplit",
            "splitlines",
            "find",
            "rfind",
            "index",
            "count",
            "isdigit",
            "isdecimal",
            "isnumeric",
            "isalpha",
            "isalnum",
            "isupper",
            "islower",
            "isspace",
            "removeprefix",
            "removesuffix",
            "partition",
            "rpartition",
        ]
    ),
    tuple: frozenset({"index", "count"}),
    list: frozenset({"index", "count"}),
    Mapping: frozenset({"items", "keys", "values", "get"}),
}

_HELPERS: Final = (BlockReference, Cycler, LoopContext, Macro, Namespace, TemplateModule, TemplateReference)


class CallError(Exception):
    """Something cannot be called, or not like this. The text is a whole sentence."""


class UndefinedUseError(Exception):
    """A template used a value that does not exist."""

    def __init__(self, value: Missing) -> None:
        super().__init__("undefined")
        self.value = value


class Missing(StrictUndefined):
    """A value that does not exist. It remembers which instruction of a template asked for it.

    Attributes:
        place: the template's code and the instruction, if a template asked.
    """

    __slots__ = ("place",)

    def __init__(
        self, hint: str | None = None, obj: Any = missing, name: str | None = None, exc: Any = None
    ) -> None:
        # Jinja raises what calling the last argument gives: usually a class, here a method.
        super().__init__(hint, obj, name, cast("Any", self._failure))
        del exc
        self.place = _asking_template()

    def _failure(self, _message: str) -> UndefinedUseError:
        return UndefinedUseError(self)

    @property
    def hint(self) -> str:
        """Jinja's explanation; empty for what just is not there."""
        return self._undefined_hint or ""

    @property
    def owner(self) -> Any:
        """What was asked for the value; `missing` for a bare name."""
        return self._undefined_obj

    @property
    def name(self) -> object:
        """The name, key or index that does not exist."""
        return self._undefined_name


def _asking_template() -> tuple[CodeType, int] | None:
    frame: FrameType | None = sys._getframe(2)  # noqa: SLF001 - the documented way to a caller's frame
    while frame is not None:
        if frame.f_code.co_filename.startswith(CODE_NAME):
            return frame.f_code, frame.f_lasti
        frame = frame.f_back
    return None


@final
class LanguageFunction:
    """A function of the language as templates call it: by position, with values that may become text."""

    __slots__ = ("_function", "name")

    def __init__(self, name: str, function: Callable[..., Value]) -> None:
        self.name = name
        self._function = function

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """The function's result, as templates may see it.

        Raises:
            CallError: an argument is named, or is no value.
            EvaluationError: the function has no result; the diagnostics have no source range.
        """
        if named:
            msg = f'The function "{self.name}" takes arguments by position only, not "{next(iter(named))}".'
            raise CallError(msg)
        values = []
        for argument in arguments:
            size_of(argument)
            values.append(_language_value(argument))
        return shown(self._function(*values), "")


def _language_value(value: Any) -> Value:
    """A template's value as the language keeps it.

    Raises:
        OpaqueUseError: a part of it may only be passed on.
        FragmentUseError: a part of it is HCL text.
        CallError: it is not a value at all.
    """
    match value:
        case Undefined() | Opaque() | Fragment():
            str(value)
            return ""
        case bool() | int() | None:
            return value
        case str():
            return str(value)
        case Decimal() | float():
            return operators.exact_number(value)
        case Mapping():
            return {operators.text_of(key): _language_value(part) for key, part in value.items()}
        case SetValue():
            return SetValue(tuple(_language_value(part) for part in value.items))
        case LoopContext():
            msg = "The variable loop itself is not a value."
            raise CallError(msg)
        case tuple() | list() | range() | Iterator() | Iterable():
            return tuple(_language_value(part) for part in value)
        case _:
            msg = f"An argument is {operators.kind_of(value)}."
            raise CallError(msg)


class TemplateEnvironment(ImmutableSandboxedEnvironment):
    """Jinja's environment for one engine. `for_rendering` gives the one that a rendering runs in."""

    intercepted_binops = frozenset(["+", "-", "*", "/", "//", "%", "**"])
    intercepted_unops = frozenset(["+", "-"])
    concat = cast("Any", staticmethod(Fragment.joined))  # what templates yield are fragments, not text

    def __init__(self, functions: Mapping[str, Callable[..., Value]]) -> None:
        super().__init__(
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            undefined=Missing,
            autoescape=False,
            optimized=False,
            cache_size=0,
            auto_reload=False,
        )
        self.offset_lexer = OffsetLexer(self)
        self.account = Account(TemplateLimits())
        self.templates: dict[str, Generated] = {}
        self.resolve: Callable[[str, str], str] = posixpath.join
        self.filters = cast("Any", filters.filters())
        self.tests = cast("Any", filters.tests())
        wrapped = {name: LanguageFunction(name, function) for name, function in functions.items()}
        self.globals = {
            "range": self.globals["range"],
            "namespace": Namespace,
            "cycler": Cycler,
            "dict": dict,
            **wrapped,
        }

    # Compiling

    def parse_file(self, file: SourceFile) -> Tree:
        """The syntax tree of a file.

        Raises:
            jinja2.TemplateSyntaxError: it has none; the line number is an offset.
        """
        environment = self.overlay()
        environment.offset_lexer = self.offset_lexer.fresh()
        root = Parser(environment, file.text, file.name, file.name).parse()
        return Tree(root, file, environment.offset_lexer.tags)

    def _tokenize(
        self, source: str, name: str | None, filename: str | None = None, state: str | None = None
    ) -> TokenStream:
        return self.offset_lexer.tokenize(source, name, filename, state)

    # Running

    def for_rendering(self, account: Account, variables: Mapping[str, Any]) -> TemplateEnvironment:
        """An environment that counts on `account` and whose templates, imported ones too, see `variables`."""
        environment = self.overlay()
        environment.account = account
        environment.cache = {}
        environment.templates = {}
        environment.globals = {**self.globals, **variables}
        return environment

    def join_path(self, template: Any, parent: str) -> str:
        """The name of the file that `parent` means by `template`.

        Raises:
            CallError: it is not named by text.
        """
        if not isinstance(template, str):
            msg = f"A file is named by text, not by {operators.kind_of(template)}."
            raise CallError(msg)
        return self.resolve(template, parent)

    def emit(self, slot: Slot, value: Any) -> Fragment:
        """The fragment for a value put into a slot.

        Raises:
            PlacementError: it cannot stand there.
            OpaqueUseError: the value may only be passed on.
            OperandError: it has no text form.
            LimitError: there is too much text.
        """
        if isinstance(value, Fragment):
            return _placed(value, slot)
        size_of(value)
        text = put(value, slot.state)
        self.account.make(len(text))
        return Fragment((Segment(text, slot.file, slot.line, slot.column, True),))

    def step(self, _offset: int) -> None:
        """Count a round of a loop or a run of a macro."""
        self.account.step()

    def concatenate(self, parts: Iterable[object]) -> str:
        """Join texts."""
        return operators.concatenate(self.account, parts)

    @staticmethod
    def number(text: str) -> int | Decimal:
        """An exact number of the template's source."""
        return operators.exact_number(Decimal(text))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ARG002 - jinja's signature
        """The result of an arithmetic operator."""
        return operators.combine(self.account, operator, left, right)

    def call_unop(self, context: Context, operator: str, arg: Any) -> Any:  # noqa: ARG002 - jinja's signature
        """The result of a sign."""
        return operators.negate(operator, arg)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805, PYI063 - jinja's way to keep names free for keyword arguments
        """Call a function, a macro or a helper; how deep calls nest is bounded."""
        if isinstance(__obj, Undefined | Opaque | Fragment):
            str(__obj)
        if not callable(__obj):
            msg = f"This is {operators.kind_of(__obj)}, which cannot be called."
            raise CallError(msg)
        __self.account.enter()
        try:
            result = super().call(__context, __obj, *args, **kwargs)
        finally:
            __self.account.leave()
        if isinstance(result, Fragment):
            __self.account.make(result.size + len(result.segments))
        elif isinstance(result, str | list | tuple | dict | SetValue):
            __self.account.make_value(result)
        return result

    def made(self, value: Any) -> Any:
        """A list or an object that the template writes down, once it is counted."""
        self.account.make_value(value)
        return value

    # Access

    def getattr(self, obj: Any, attribute: str) -> Any:
        """`obj.attribute`: a key, a listed method or a helper's attribute."""
        return self._part(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """`obj[argument]`."""
        return self._part(obj, argument)

    def _part(self, obj: Any, key: Any) -> Any:
        match obj:
            case Opaque():
                return obj.part(key)
            case Undefined() | Fragment():
                str(obj)
            case Mapping() if _is_key(key) and key in obj:
                return obj[key]
            case str() | tuple() | list() if isinstance(key, int) and -len(obj) <= key < len(obj):
                return obj[key]
            case _ if isinstance(key, str) and isinstance(obj, _HELPERS):
                return super().getattr(obj, key)
        if isinstance(key, Opaque):
            key.refuse()
        if isinstance(key, str) and any(
            isinstance(obj, kind) and key in names for kind, names in _METHODS.items()
        ):
            return getattr(obj, key)
        return self.undefined(obj=obj, name=key)


def _is_key(key: Any) -> bool:
    return isinstance(key, str | int | bool)


def _placed(fragment: Fragment, slot: Slot) -> Fragment:
    """HCL text of the template's own making, where it may stand."""
    state = slot.state
    if state.in_plain_code:
        return fragment
    if len(state.frames) > 1 and not state.pending and state.mode is Mode.CODE:
        check_verbatim(fragment.text, state)
        return fragment
    raise PlacementError(
        f"This is HCL text (from a macro or a set block), which cannot be put into {state.mode.value}.",
        "Put the value itself here, or insert the text as it is with the filter raw.",
    )
