"""JSON Merge Patch (RFC 7396), with which the control plane edits stored documents."""

from typing import Any


def merged(target: Any, patch: Any) -> Any:
    """A copy of the target with the patch laid over it; `null` removes a member."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result
