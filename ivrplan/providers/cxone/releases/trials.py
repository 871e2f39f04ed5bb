"""The calls that CXone simulates before callers get a version (vendor contract S2, row "gate")."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ivrplan.diagnostics import Diagnostic, UnavailableError, error
from ivrplan.providers.contract import Work
from ivrplan.providers.cxone.convert import node_id
from ivrplan.providers.cxone.releases.api import Call, VersionsApi
from ivrplan.providers.gate import Trial

LONGEST_MS: Final = 15000
"""How long a simulated call may take at most."""
_BAD_ENDS: Final = frozenset({"timeout", "error"})


async def try_all(versions: VersionsApi, work: Work, flow: str, version: str) -> Sequence[Diagnostic]:
    """Simulate every call that stands before callers; what is wrong with them, each with its test.

    Raises:
        ProviderError: the vendor gave no usable answer.
    """
    found: list[Diagnostic] = []
    names = {node_id(name): name for name in _named(work)}
    for trial in work.gate.trials:
        try:
            call = await versions.simulate(flow, version, trial.inputs, work.address)
        except UnavailableError as failure:
            if failure.answer.status != 504:
                raise
            found.append(
                _failed(trial, work, f"the simulation ran past the vendor's window: {_words(failure)}")
            )
            continue
        found += [_failed(trial, work, problem) for problem in _problems(trial, call, names)]
    return found


def _problems(trial: Trial, call: Call, names: dict[str, str]) -> Iterator[str]:
    path = [names.get(element, element) for element in call.path]
    end = names.get(call.finalElement, call.finalElement)
    if call.timedOut or call.result in _BAD_ENDS:
        how = call.result if call.result in _BAD_ENDS else "timeout"
        yield f'the call ended in {how} at "{end}", after {_shown(path)}'
    elif trial.path is not None and tuple(path) != trial.path:
        yield f"the call went {_shown(path)} and not {_shown(trial.path)}"
    elif trial.terminal and end != trial.terminal:
        yield f'the call ended at "{end}" and not at "{trial.terminal}", after {_shown(path)}'
    if call.executionTime > LONGEST_MS:
        yield f"the call took {call.executionTime:g} ms; {LONGEST_MS} ms are allowed at most (vendor contract S2)"
    elif trial.max_seconds is not None and call.executionTime > float(trial.max_seconds) * 1000:
        yield f"the call took {call.executionTime:g} ms; the test allows {trial.max_seconds} seconds"


def _failed(trial: Trial, work: Work, problem: str) -> Diagnostic:
    inputs = ", ".join(f'"{one}"' for one in trial.inputs) or "no input"
    return error(
        "Simulated call failed",
        f'In the test "{trial.name}" (inputs: {inputs}), {problem}.',
        range=trial.range,
        address=work.address,
    )


def _words(failure: UnavailableError) -> str:
    """What the vendor was asked and answered, without the last stop."""
    return " ".join(one.detail for one in failure.diagnostics).rstrip(".")


def _shown(path: Sequence[str]) -> str:
    return " -> ".join(path) or "nowhere"


def _named(work: Work) -> Iterator[str]:
    for key, node in work.target["nodes"].items():
        name = node["properties"].get("name")
        yield name if isinstance(name, str) else key
