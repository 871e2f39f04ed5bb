"""Test blocks: what a caller does, and how the call has to go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, InstanceOf

from ivrplan.config.blocks.bodies import body_values, check_nested, locate
from ivrplan.config.blocks.checked import Subject, check
from ivrplan.config.blocks.models import Path, shape_of
from ivrplan.config.blocks.shape import Shape, check_shape, describe, sentence
from ivrplan.config.evaluation.scope import Evaluator
from ivrplan.config.expectations import Expectation, FlowTest
from ivrplan.config.place import header_of
from ivrplan.diagnostics import Diagnostic, Problems, did_you_mean, error
from ivrplan.flow.fields import Count, Name, Seconds, Settings, refused
from ivrplan.flow.flow import Flow
from ivrplan.flow.frozen import FrozenMap
from ivrplan.flow.value import FlowValue
from ivrplan.language.syntax import Block
from ivrplan.language.values import Value, contains_sensitive, contains_unknown

_FLOW: Final = "flow"


def _moment(value: str) -> str:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise refused('must be a time such as "2026-11-21T10:00:00+01:00"') from None
    if moment.tzinfo is None:
        raise refused("must say its zone: end it with Z for UTC")
    return value


def _telling(variables: Mapping[str, Any]) -> Mapping[str, Any]:
    for name, value in variables.items():
        if not isinstance(value, str | bool | int | Decimal):
            raise refused(
                f'"{name}" must be a text, a number or a boolean: decisions compare variables with texts'
            )
    return variables


class _ExpectModel(BaseModel):
    """How the call has to go; what is not given may be anything.

    Attributes:
        path: the nodes that the call passes, in order.
        terminal: the node that it ends at.
        prompts: what the caller hears, in order.
        max_seconds: how long the call may take.
        max_keypresses: how many keys the caller may need.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: tuple[Name, ...] | None = None
    terminal: Name | None = None
    prompts: tuple[str, ...] | None = None
    max_seconds: Seconds | None = None
    max_keypresses: Count | None = None


class TestModel(BaseModel):
    """What a caller does, and how the call has to go. A release tries the tests of its flow at the vendor.

    Attributes:
        flow: the flow that is called.
        inputs: what happens where the flow asks, in order: a key, the state of opening hours, a value.
        variables: variables of the call.
        clock: when the call comes: "2026-11-21T10:00:00+01:00".
        expect: how the call has to go.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    flow: Annotated[
        InstanceOf[Flow],
        BeforeValidator(lambda value: value.flow if isinstance(value, FlowValue) else value),
    ]
    inputs: tuple[str, ...] = ()
    variables: Annotated[Settings, AfterValidator(_telling)] = FrozenMap({})
    clock: Annotated[str, AfterValidator(_moment)] | None = None
    expect: _ExpectModel


MODEL: Final = shape_of(TestModel)


def check_form(block: Block, problems: Problems) -> bool:
    """Whether the form of a `test` block is sound; what is not becomes problems."""
    found = Problems()
    check_shape(block, MODEL.as_shape(Shape()), found)
    check_nested(block, MODEL, describe(block), found)
    problems.add(*found.items)
    return not found.failed


def read_test(block: Block, evaluator: Evaluator, problems: Problems) -> FlowTest | None:
    """A sound `test` block with its values; None, with problems, when one does not fit.

    Args:
        block: the block.
        evaluator: of its module. Everything in a test is known before any vendor is asked.
        problems: gets what is wrong.
    """
    found = Problems()
    values = body_values(block.body, MODEL, evaluator.scope, found)
    if not found.failed:
        found.add(*_unfit(block, values))
    checked = None
    if not found.failed:
        subject = Subject(describe(block), "", partial(locate, block))
        checked = check(TestModel, values, subject, found)
    if checked is not None and not found.failed:
        found.add(*_strangers(block, checked))
    problems.add(*found.items)
    flow = values.get(_FLOW)
    if checked is None or found.failed or not isinstance(flow, FlowValue):
        return None
    return _test(block, checked, flow.name, evaluator.program.prefix)


def _test(block: Block, model: TestModel, flow: str, prefix: str) -> FlowTest:
    expect = model.expect
    return FlowTest(
        name=prefix + block.labels[0].value,
        flow=flow,
        inputs=model.inputs,
        expect=Expectation(
            expect.path, expect.terminal or "", expect.prompts, expect.max_seconds, expect.max_keypresses
        ),
        place=header_of(block),
        variables=model.variables,
        clock=model.clock or "",
        locator=partial(locate, block),
    )


def _unfit(block: Block, values: Mapping[str, Value]) -> Iterator[Diagnostic]:
    """Values that no test can have: its inputs stand in messages, and it runs before vendors are asked."""
    for name, value in values.items():
        if name == _FLOW:
            continue
        # A place is looked for only where there is something to say: that costs as much as the file is long.
        if contains_sensitive(value):
            detail = f'{sentence(describe(block))} shows "{name}" in messages, but a part of it is sensitive.'
            yield error(
                "Sensitive value in a test",
                detail,
                hint="Use a made-up value.",
                range=locate(block, (name,)).range,
            )
        elif contains_unknown(value):
            detail = f'"{name}" of {describe(block)} is known only after apply, but tests run before.'
            yield error(
                "Test that is not known yet",
                detail,
                hint="Write a value.",
                range=locate(block, (name,)).range,
            )


def _strangers(block: Block, model: TestModel) -> Iterator[Diagnostic]:
    """Expected nodes that the flow does not have, and an expected end that is none."""
    flow, expect = model.flow, model.expect
    named: list[tuple[Path, str]] = [(("expect", "path"), name) for name in expect.path or ()]
    if expect.terminal is not None:
        named.append((("expect", "terminal"), expect.terminal))
    for path, name in named:
        if name not in flow.index:
            detail = (
                f'{sentence(describe(block))} expects node "{name}", which flow "{flow.name}" does not have.'
            )
            hint = did_you_mean(name, flow.index)
            yield error("Unknown node in a test", detail, hint=hint, range=locate(block, path).range)
    end = flow.index.get(expect.terminal or "")
    if end is not None and end.edges and not end.terminal:
        detail = f'{sentence(describe(block))} expects the call to end at "{end.name}", but a call goes on from there.'
        yield error(
            "Test with an end that is none", detail, range=locate(block, ("expect", "terminal")).range
        )
