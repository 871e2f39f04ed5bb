"""What the sandbox's tests share: a client that carries a token, and flows that the vendors accept."""

from dataclasses import dataclass
from typing import Any

import httpx

Json = dict[str, Any]


@dataclass(frozen=True)
class Api:
    """One vendor's API with a token for all its scopes."""

    http: httpx.AsyncClient
    mount: str
    token: str

    async def call(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        sent = {"Authorization": f"Bearer {self.token}", **(headers or {})}
        return await self.http.request(method, self.mount + path, json=body, headers=sent)

    async def get(self, path: str) -> httpx.Response:
        return await self.call("GET", path)


async def control(http: httpx.AsyncClient, method: str, path: str, body: Any = None) -> Any:
    """An operation of the control plane that must succeed; its answer."""
    response = await http.request(method, "/_control" + path, json=body)
    assert response.is_success, response.text
    return response.json() if response.content else None


def credentials(**changes: str) -> dict[str, str]:
    """Fields of a token request."""
    fields = {"grant_type": "client_credentials", "client_id": "sandbox", "client_secret": "sandbox"}
    return {**fields, **changes}


# --- CXone


def arrow(number: int, source: str, target: str, condition: str = "true") -> Json:
    """An S3 connection; its type follows from the condition."""
    fallbacks = {"timeout", "invalid", "error"}
    kind = "default" if condition == "true" else "fallback" if condition in fallbacks else "conditional"
    return {
        "id": f"conn_{number:012x}",
        "source_node_id": f"node_{source}",
        "target_node_id": f"node_{target}",
        "condition": condition,
        "type": kind,
    }


def registration(name: str = "Main menu") -> Json:
    """A start, a menu with a digit and a timeout, two ends."""
    types = {"start": "start", "menu": "decision", "sales": "terminal", "bye": "terminal"}
    return {
        "name": name,
        "type": "IVR",
        "nodes": [{"id": f"node_{node}", "type": kind} for node, kind in types.items()],
        "connections": [
            arrow(1, "start", "menu"),
            arrow(2, "menu", "sales", "dtmf == '1'"),
            arrow(3, "menu", "bye", "timeout"),
        ],
    }


async def register(api: Api, body: Json | None = None, key: str = "key-1") -> httpx.Response:
    """Register a flow at S3."""
    return await api.call("POST", "/api/v2/flows", body or registration(), {"Idempotency-Key": key})


def configuration() -> Json:
    """The flow of `registration` with working types and properties."""
    return {
        "nodes": [
            {
                "id": "node_start",
                "type": "play",
                "properties": {"audioUrl": "https://cdn.example.com/hello.wav"},
                "connections": {"default": "node_menu"},
            },
            {
                "id": "node_menu",
                "type": "menu",
                "properties": {"timeoutSeconds": 5, "playBeep": True},
                "connections": {"1": "node_sales", "timeout": "node_bye"},
            },
            {"id": "node_sales", "type": "queue", "properties": {"queue": "Sales"}, "connections": {}},
            {"id": "node_bye", "type": "disconnect", "properties": {}, "connections": {}},
        ],
        "entryPoint": "node_start",
    }


async def configure(api: Api, flow_id: str, body: Json | None = None, match: str = "v1") -> httpx.Response:
    """Configure a flow at S0."""
    path = f"/api/v2/flows/ivr/{flow_id}"
    return await api.call("PUT", path, body or configuration(), {"If-Match": match})


# --- Genesys


def version(name: str = "Main menu") -> Json:
    """Content of a version that passes validation."""
    types = {"start": "trigger", "menu": "menu", "sales": "queue", "bye": "disconnect"}
    arrows = [("start", "menu", None), ("menu", "sales", "1"), ("menu", "bye", "timeout")]
    return {
        "name": name,
        "description": "Where callers land",
        "nodes": [{"id": node, "type": kind, "name": node.title()} for node, kind in types.items()],
        "connections": [
            {"id": f"c{number}", "sourceNodeId": source, "targetNodeId": target}
            | ({} if condition is None else {"condition": condition})
            for number, (source, target, condition) in enumerate(arrows)
        ],
    }


async def create(api: Api, name: str = "Main menu") -> str:
    """Create a flow; its id."""
    body = {"name": name, "type": "INBOUNDCALL", "description": "Where callers land"}
    response = await api.call("POST", "/api/v2/flows", body)
    flow_id: str = response.json()["id"]
    return flow_id


async def create_version(api: Api, flow_id: str, body: Json | None = None) -> httpx.Response:
    """Create a version of a flow."""
    return await api.call("POST", f"/api/v2/flows/{flow_id}/versions", body or version())


async def publish(api: Api, flow_id: str, version_id: str) -> httpx.Response:
    """Ask for a version to be published."""
    return await api.call("POST", f"/api/v2/flows/actions/publish?flow={flow_id}&version={version_id}")
