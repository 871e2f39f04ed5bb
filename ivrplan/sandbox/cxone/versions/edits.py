"""What a person does to the versions of a CXone flow in the vendor's own console, for the control plane."""

from dataclasses import replace

from pydantic import BaseModel, ConfigDict, ValidationError

from ivrplan.sandbox.cxone.versions.models import PENDING, WITHDRAWN, Version, Versions
from ivrplan.sandbox.problems import BadControlRequestError


class VersionEdit(BaseModel):
    """Body of `POST /_control/edit/cxone/{flowId}`, where it is about versions.

    Args:
        withdraw: the pending version that goes.
        publish: the version that callers get from now on, whatever it is now.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    withdraw: str | None = None
    publish: str | None = None


def version_edit(body: bytes) -> VersionEdit | None:
    """The edit, where it is about versions and not about the flow itself."""
    try:
        edit = VersionEdit.model_validate_json(body)
    except ValidationError:
        return None  # an edit of the flow, whose own reader says what is wrong with it
    return edit if edit.withdraw or edit.publish else None


def edit_versions(versions: Versions, flow_id: str, edit: VersionEdit) -> None:
    """Apply an edit.

    Raises:
        BadControlRequestError: there is no such version, or it is not pending.
    """
    if edit.withdraw is not None:
        version = _version(versions, flow_id, edit.withdraw)
        if version.status != PENDING:
            raise BadControlRequestError(f"Version {version.id} is {version.status}, not {PENDING}.")
        versions.put(replace(version, status=WITHDRAWN))
    if edit.publish is not None:
        versions.activate(_version(versions, flow_id, edit.publish))


def _version(versions: Versions, flow_id: str, version_id: str) -> Version:
    version = versions.get(flow_id, version_id)
    if version is None:
        raise BadControlRequestError(f"There is no version {version_id} of flow {flow_id}.")
    return version
