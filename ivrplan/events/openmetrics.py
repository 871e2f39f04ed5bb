"""Metrics as OpenMetrics text, written and read.

Only what `write` writes can be read back: `read` is for adding to what earlier runs counted, not for others' files.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Final

from ivrplan.events.families import BUCKETS, FAMILIES, Family, Kind

Labels = tuple[str, ...]
"""The values of a family's labels, in the order of their names."""

Series = dict[tuple[str, Labels], float | list[float]]
"""Values by family and labels. A histogram is a list: for each bucket and above the last one how many, then the sum."""

_SAMPLE: Final = re.compile(r'([a-z_]+)\{((?:[a-z_]+="(?:[^"\\\n]|\\.)*",?)*)\} (\S+)')
_LABEL: Final = re.compile(r'([a-z_]+)="((?:[^"\\\n]|\\.)*)"')
_ESCAPES: Final = {"\\": "\\\\", "\n": "\\n", '"': '\\"'}
_UNESCAPES: Final = {"\\\\": "\\", "\\n": "\n", '\\"': '"'}


class NotMetricsError(ValueError):
    """A text is not what `write` has written."""


def empty_histogram() -> list[float]:
    """A histogram that has seen nothing."""
    return [0.0] * (len(BUCKETS) + 2)


def observe(histogram: list[float], seconds: float) -> None:
    """Count a duration."""
    place = next((place for place, bound in enumerate(BUCKETS) if seconds <= bound), len(BUCKETS))
    histogram[place] += 1
    histogram[-1] += seconds


def write(series: Mapping[tuple[str, Labels], float | list[float]]) -> str:
    """The text of these values, families in their order, labels sorted."""
    lines: list[str] = []
    for family in FAMILIES.values():
        found = sorted((labels, value) for (name, labels), value in series.items() if name == family.name)
        if found:
            lines += [f"# HELP {family.name} {_escaped(family.help)}", f"# TYPE {family.name} {family.kind}"]
            lines += [line for labels, value in found for line in _lines(family, labels, value)]
    return "\n".join([*lines, "# EOF"]) + "\n"


def _lines(family: Family, labels: Labels, value: float | list[float]) -> Iterator[str]:
    pairs = [f'{name}="{_escaped(text)}"' for name, text in zip(family.labels, labels, strict=True)]
    if not isinstance(value, list):
        suffix = "_total" if family.kind is Kind.COUNTER else ""
        yield f"{family.name}{suffix}{{{','.join(pairs)}}} {_number(value)}"
        return
    count = 0.0
    for bound, seen in zip((*BUCKETS, math.inf), value[:-1], strict=True):
        count += seen
        bucket = ",".join([*pairs, f'le="{"+Inf" if math.isinf(bound) else bound}"'])
        yield f"{family.name}_bucket{{{bucket}}} {_number(count)}"
    yield f"{family.name}_count{{{','.join(pairs)}}} {_number(count)}"
    yield f"{family.name}_sum{{{','.join(pairs)}}} {_number(value[-1])}"


def _escaped(text: str) -> str:
    return "".join(_ESCAPES.get(letter, letter) for letter in text)


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(round(value, 6))


def read(text: str) -> Series:
    """The values in a text that `write` has written.

    Raises:
        NotMetricsError: it is another text, or it is not whole.
    """
    if not text.endswith("# EOF\n"):
        message = "its end is missing"
        raise NotMetricsError(message)
    series: Series = {}
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("# "):
            continue
        found = _SAMPLE.fullmatch(line)
        if found is None:
            message = f"line {number} cannot be read"
            raise NotMetricsError(message)
        _take(series, found, number)
    _check_histograms(series)
    return series


def _take(series: Series, found: re.Match[str], number: int) -> None:
    name, labels, text = found[1], dict(_LABEL.findall(found[2])), found[3]
    family = _family(name)
    bound = labels.pop("le", "")
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if family is None or tuple(labels) != family.labels or not math.isfinite(value):
        message = f"line {number} cannot be read"
        raise NotMetricsError(message)
    key = family.name, tuple(_unescaped(part) for part in labels.values())
    if family.kind is not Kind.HISTOGRAM:
        series[key] = value
        return
    histogram = series.setdefault(key, empty_histogram())
    assert isinstance(histogram, list)
    _fill(histogram, name.removeprefix(family.name), bound, value)


def _family(name: str) -> Family | None:
    for suffix in ("", "_total", "_bucket", "_count", "_sum"):
        family = FAMILIES.get(name.removesuffix(suffix)) if name.endswith(suffix) else None
        if family is not None:
            return family
    return None


def _fill(histogram: list[float], suffix: str, bound: str, value: float) -> None:
    """Take in a line of a histogram. Buckets come in order, and each counts what those before it count too."""
    if suffix == "_sum":
        histogram[-1] = value
    elif suffix == "_bucket":
        bounds = [*(str(each) for each in BUCKETS), "+Inf"]
        if bound not in bounds:
            message = f'it has a bucket "{bound}", which there is none of any more'
            raise NotMetricsError(message)
        place = bounds.index(bound)
        histogram[place] = value - sum(histogram[:place])


def _check_histograms(series: Series) -> None:
    if any(isinstance(value, list) and min(value) < 0 for value in series.values()):
        message = "a histogram in it does not add up"
        raise NotMetricsError(message)


def _unescaped(text: str) -> str:
    return re.sub(r"\\.", lambda found: _UNESCAPES.get(found[0], found[0]), text)
