"""What came back, checked before it is believed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NoReturn, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from ivrplan.diagnostics import ProtocolError, ProviderError
from ivrplan.providers.http.errors import CallContext
from ivrplan.providers.http.profile import Complaint

_EXCERPT = 200
_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of status 2xx.

    Attributes:
        status: the HTTP status.
        headers: the headers, by lower-case name.
        body: the JSON, with exact numbers; None for an empty body.
        context: the call, for messages.
    """

    status: int
    headers: Mapping[str, str]
    body: Any
    context: CallContext = field(repr=False)

    def read(self, model: type[_Model]) -> _Model:
        """The body as an object of the model.

        Raises:
            ProtocolError: it has another shape.
        """
        try:
            return model.model_validate(self.body)
        except ValidationError as failure:
            raise self.unusable(_shape_problems(failure)) from None

    def unusable(self, reason: str) -> ProviderError:
        """The error for an answer that is well-formed but cannot be right; `reason` is a part of a sentence."""
        title = self.context.profile.title
        detail = f"The answer of {title} to {self.context.request} has an unexpected shape: {reason}."
        return self.context.fail(ProtocolError, detail)


def read_answer(context: CallContext, response: httpx.Response) -> Answer:
    """The answer of status 2xx, parsed.

    Raises:
        ProtocolError: the body is no JSON document.
    """
    headers = {name.lower(): value for name, value in response.headers.items()}
    if not response.content.strip():
        return Answer(response.status_code, headers, None, context)
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind and kind != "application/json" and not kind.endswith("+json"):
        detail = (
            f'{context.profile.title} answered {context.request} with content type "{kind}" instead of JSON: '
            f"{excerpt(response)}"
        )
        raise context.fail(ProtocolError, detail)
    try:
        body = parse_json(response.content)
    except ValueError as failure:
        detail = (
            f"{context.profile.title} answered {context.request} with a document that is not JSON ({failure}): "
            f"{excerpt(response)}"
        )
        raise context.fail(ProtocolError, detail) from None
    return Answer(response.status_code, headers, body, context)


def parse_json(content: bytes) -> Any:
    """JSON with exact numbers.

    Raises:
        ValueError: it is no JSON, or nested too deeply to be an answer.
    """
    try:
        return json.loads(content, parse_float=Decimal, parse_constant=_refuse_constant)
    except RecursionError:
        msg = "nested too deeply"
        raise ValueError(msg) from None


def read_complaint(context: CallContext, response: httpx.Response) -> Complaint:
    """What an error answer says, whatever its form."""
    try:
        complaint = context.profile.complaint(parse_json(response.content))
    except ValueError:
        complaint = Complaint(excerpt(response))
    if complaint.correlation_id:
        return complaint
    names = (response.headers.get(name, "") for name in context.profile.correlation_headers)
    return Complaint(complaint.message, complaint.problems, next(filter(None, names), ""))


def excerpt(response: httpx.Response) -> str:
    """The beginning of a body that could not be understood, on one line. Not yet redacted."""
    text = " ".join(response.content[: 8 * _EXCERPT].decode("utf-8", "replace").split())
    return f"{text[:_EXCERPT]}..." if len(text) > _EXCERPT else text


def _refuse_constant(name: str) -> NoReturn:
    msg = f"{name} is no JSON number"
    raise ValueError(msg)


def _shape_problems(failure: ValidationError) -> str:
    # The values themselves stay out: they may be sensitive, and the place says enough.
    problems = failure.errors(include_input=False, include_url=False, include_context=False)
    shown = [f"{'.'.join(map(str, item['loc'])) or 'the body'}: {item['msg']}" for item in problems[:3]]
    more = f" and {len(problems) - 3} more" if len(problems) > 3 else ""
    return "; ".join(shown) + more
