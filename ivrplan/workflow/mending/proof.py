"""Whether edits did what they should: the same flows, but for what was to be mended."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from ivrplan.config.configuration import Configuration, FlowBlock
from ivrplan.flow.flow import Flow
from ivrplan.rules.fix import Fix, RemoveAttribute, RemoveSilence, SetText
from ivrplan.rules.silence import Silence
from ivrplan.workflow.lint import Found


def proven(before: Configuration, after: Configuration, mended: Iterable[Found]) -> bool:
    """Whether a configuration after edits differs from the one before in nothing but what was to be mended."""
    fixes: dict[str, list[Fix]] = defaultdict(list)
    for one in mended:
        if one.finding.hit.fix is not None:
            fixes[one.finding.flow].append(one.finding.hit.fix)
    if before.flows.keys() != after.flows.keys() or before.resources.keys() != after.resources.keys():
        return False
    return all(
        _as_wanted(block, after.flows[name], fixes.get(name, ())) for name, block in before.flows.items()
    )


def _as_wanted(before: FlowBlock, after: FlowBlock, fixes: Sequence[Fix]) -> bool:
    removed = Counter(_meaning(fix.silence) for fix in fixes if isinstance(fix, RemoveSilence))
    left = Counter(map(_meaning, before.silences)) - removed
    return Counter(map(_meaning, after.silences)) == left and _wanted(before.flow, fixes) == after.flow


def _meaning(silence: Silence) -> tuple[object, ...]:
    """A suppression without its place, which moves."""
    return silence.rule, silence.reason, silence.node, silence.until, silence.slip


def _wanted(flow: Flow, fixes: Iterable[Fix]) -> Flow:
    """The flow as it is to be."""
    changed: dict[str, dict[str, object]] = defaultdict(dict)
    for fix in fixes:
        match fix:
            case SetText(node=node, attribute=attribute, text=text):
                changed[node][attribute] = text
            case RemoveAttribute(node=node, attribute=attribute):
                model = type(flow.node(node)) if node else Flow
                changed[node][attribute] = model.model_fields[attribute].get_default(
                    call_default_factory=True
                )
            case RemoveSilence():
                continue
    nodes = tuple(
        node.model_copy(update=changed[node.name]) if node.name in changed else node for node in flow.nodes
    )
    return flow.model_copy(update={"nodes": nodes, **changed.get("", {})})
