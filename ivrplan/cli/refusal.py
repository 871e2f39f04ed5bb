"""A mistake in how the command line was called, for programs."""

from __future__ import annotations

import json

from ivrplan.diagnostics import error
from ivrplan.views.diagnostics import errors_to_json


def refusal(message: str, hint: str) -> str:
    """The mistake as one line of JSON, in the form of every other error."""
    return json.dumps(errors_to_json([error("Wrong use of the command line", message, hint=hint)]))
