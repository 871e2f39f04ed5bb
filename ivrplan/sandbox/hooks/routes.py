"""Where a collection of webhooks is served."""

from collections.abc import Sequence

from starlette.routing import Route

from ivrplan.sandbox.dialect import Dialect
from ivrplan.sandbox.hooks.operations import HookOperations
from ivrplan.sandbox.wire import guarded
from ivrplan.sandbox.world import World


def routes(
    world: World, dialect: Dialect, path: str, scopes: tuple[str, str], do: HookOperations
) -> Sequence[Route]:
    """The routes of a collection at a path; `scopes` are those of reading and of writing."""
    read, write = scopes
    one = path + "/{hook_id}"
    table = [
        ("POST", path, write, do.create),
        ("GET", path, read, do.list),
        ("GET", one, read, do.read),
        ("PUT", one, write, do.update),
        ("DELETE", one, write, do.delete),
    ]
    return [
        Route(place, guarded(world, dialect, scope, operation), methods=[method])
        for method, place, scope, operation in table
    ]
