"""What the caller of a simulated call does, and what it means where the call is. All of it is assumed.

An element whose only way out is `default` goes on by itself, unless it prompts. A `menu` and a `collect` prompt: they take an
input a try, and have `maxRetries` tries besides the first. `hours` take a state, a `decision` takes a value unless its
variable has one. All others take the next input only when it is a way out of them; otherwise they go on by `default`, or, when
they can end a call, end it. When no input is left, nobody says anything any more.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from ivrplan.sandbox.cxone.models import DIGITS
from ivrplan.sandbox.cxone.versions.elements import Element

_DEFAULT, _TIMEOUT, _INVALID = "default", "timeout", "invalid"
_STATES = frozenset({"open", "closed", "holiday"})
_ENDING = frozenset({"queue", "agent", "transfer", "voicemail", "callback"})
_FALL_BACK: Mapping[str, tuple[str, ...]] = MappingProxyType({"holiday": ("holiday", "closed")})


class Lost(Exception):  # noqa: N818 -- the call is lost, and nothing is wrong with the simulation
    """No way leads on.

    Args:
        silent: whether it is because nobody said anything.
    """

    def __init__(self, *, silent: bool) -> None:
        super().__init__(silent)
        self.silent = silent


class Answers:
    """The inputs that are left, and the values that the call's variables have.

    Args:
        inputs: what the caller does, in order.

    Attributes:
        silences: how often it was waited for an input that did not come in time.
    """

    def __init__(self, inputs: Iterable[str]) -> None:
        self._left = deque(inputs)
        self._values: dict[str, str] = {}
        self.silences = 0

    def way(self, element: Element) -> str | None:
        """The way out of an element that the call takes; None when it ends there.

        Raises:
            Lost: no way leads on.
        """
        way = self._way(element)
        if element.kind == "set":
            self._values |= {name: str(value) for name, value in element.behind("value.").items()}
        if element.kind == "request" and way == _DEFAULT:
            for name in element.behind("save."):  # nobody knows what the other system has answered
                self._values.pop(name, None)
        return way

    def _way(self, element: Element) -> str | None:
        if element.kind == "menu":
            return self._prompt(element, lambda _: False)
        if element.kind == "collect":
            return self._prompt(element, lambda given: self._collected(element, given))
        if element.ways.keys() == {_DEFAULT}:
            return _DEFAULT
        if element.kind == "hours":
            return self._state(element)
        return self._value(element) if element.kind == "decision" else self._usual(element)

    def _take(self) -> str | None:
        if self._left:
            return self._left.popleft()
        self.silences += 1
        return None

    def _prompt(self, element: Element, is_good: Callable[[str], bool]) -> str:
        """Ask as often as the element may; then leave it as the last answer says."""
        failure = _TIMEOUT
        for _ in range(element.number("maxRetries", 0) + 1):
            given = self._take()
            if given in element.ways and given not in {_TIMEOUT, _INVALID}:
                return given
            if given == _TIMEOUT:
                self.silences += 1
            elif given is not None and is_good(given):
                return _first(element, _DEFAULT)
            elif given not in {None, _INVALID} and not _is_pressed(element, given):
                raise Lost(silent=False)
            failure = _TIMEOUT if given in {None, _TIMEOUT} else _INVALID
        return _first(element, failure, _DEFAULT, silent=failure == _TIMEOUT)

    def _collected(self, element: Element, given: str) -> bool:
        """Whether these are the digits that are asked for; if so, the variable has them."""
        end = element.text("terminator", "#")
        digits = given[:-1] if end and given.endswith(end) else given
        least, most = element.number("minDigits", 1), element.number("maxDigits", len(digits))
        good = set(digits) <= DIGITS - {end} and max(least, 1) <= len(digits) <= most
        if good:
            self._values[element.text("variable")] = digits
        return good

    def _state(self, element: Element) -> str:
        given = self._take()
        if given is None:
            return _first(element, _DEFAULT, silent=True)
        if given not in _STATES and given not in element.ways:
            raise Lost(silent=False)
        return _first(element, *_FALL_BACK.get(given, (given,)), _DEFAULT)

    def _value(self, element: Element) -> str:
        name = element.text("variable")
        value = self._values.get(name)
        if value is None:
            value = self._take()
            if value not in {None, _DEFAULT}:
                self._values[name] = str(value)
        return _first(element, *filter(None, [value]), _DEFAULT, silent=value is None)

    def _usual(self, element: Element) -> str | None:
        if self._left and self._left[0] in element.ways:
            return self._left.popleft()
        if _DEFAULT in element.ways:
            return _DEFAULT
        if element.kind in _ENDING:
            return None
        raise Lost(silent=self._take() is None)


def _first(element: Element, *wanted: str, silent: bool = False) -> str:
    """The first of these ways that the element has."""
    for way in wanted:
        if way in element.ways:
            return way
    raise Lost(silent=silent)


def _is_pressed(element: Element, given: str | None) -> bool:
    """Whether this is something to press: one key at a menu, several at a collect."""
    if not given or not set(given) <= DIGITS:
        return False
    return element.kind == "collect" or len(given) == 1
