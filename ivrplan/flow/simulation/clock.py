"""Opening hours at a moment."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ivrplan.flow.nodes import Hours
from ivrplan.flow.opening import parse_days, parse_hours
from ivrplan.flow.outcome import CLOSED, HOLIDAY, OPEN


def state_at(node: Hours, moment: datetime) -> str | None:
    """`open`, `closed` or `holiday`; None where only a vendor knows: a schedule of its own, or no known time zone.

    Args:
        node: the node.
        moment: read in the node's time zone. Without a zone on either side, it is taken as it is written.
    """
    if node.schedule is not None or node.open is None:
        return None
    try:
        local = _local(moment, node.timezone)
    except (ZoneInfoNotFoundError, OverflowError):
        return None
    if local.date().isoformat() in node.holidays:
        return HOLIDAY
    return OPEN if _is_open(node, local.weekday(), local.hour * 60 + local.minute) else CLOSED


def _local(moment: datetime, zone: str | None) -> datetime:
    if zone is None or moment.tzinfo is None:
        return moment
    return moment.astimezone(ZoneInfo(zone))


def _is_open(node: Hours, today: int, minute: int) -> bool:
    """Hours over midnight are counted to the day on which they begin."""
    for days, hours in (node.open or {}).items():
        within = parse_days(days)
        for start, end in parse_hours(hours):
            over_midnight = end < start
            if today in within and start <= minute and (over_midnight or minute < end):
                return True
            if over_midnight and (today - 1) % 7 in within and minute < end:
                return True
    return False
