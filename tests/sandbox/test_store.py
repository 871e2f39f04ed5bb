"""The store and its file."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivrplan.sandbox.app import build_app
from ivrplan.sandbox.problems import SandboxError
from ivrplan.sandbox.settings import SandboxSettings
from ivrplan.sandbox.store import Store
from tests.sandbox.support import (
    Api,
    configure,
    control,
    create,
    create_version,
    credentials,
    publish,
    register,
    registration,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "sandbox.json"


def _kept(path: Path, table: str = "flows") -> dict[str, object]:
    with closing(Store(path)) as store:
        return dict(store.table(table))


def test_a_store_remembers_what_was_put(path: Path) -> None:
    store = Store(path)
    store.put("flows", "a", {"x": 1})
    store.put("flows", "b", None)
    store.put("flows", "a", {"x": 2})
    store.close()

    assert _kept(path) == {"a": {"x": 2}, "b": None}


def test_a_store_forgets_what_was_deleted(path: Path) -> None:
    store = Store(path)
    store.put("flows", "a", 1)
    store.delete("flows", "a")
    store.close()

    assert _kept(path) == {}


def test_nothing_is_lost_when_the_process_dies(path: Path) -> None:
    store = Store(path)
    store.put("flows", "a", 1)
    left_behind = path.read_bytes()
    store.close()
    path.write_bytes(left_behind)

    assert _kept(path) == {"a": 1}


def test_a_write_appends_one_line(path: Path) -> None:
    store = Store(path)
    before = path.read_bytes()
    for number in range(3):
        store.put("flows", "a", number)
    after = path.read_bytes()
    store.close()

    assert after.startswith(before)
    assert len(after.splitlines()) - len(before.splitlines()) == 3


def test_closing_compacts_the_file(path: Path) -> None:
    store = Store(path)
    for number in range(100):
        store.put("flows", "a", number)
    store.close()

    assert path.read_text().splitlines() == ['{"ivrplan_sandbox": 1}', '["flows","a",99]']
    assert sorted(item.name for item in path.parent.iterdir()) == ["sandbox.json", "sandbox.json.lock"]


def test_a_torn_last_line_is_dropped(path: Path) -> None:
    store = Store(path)
    store.put("flows", "a", 1)
    store.close()
    path.write_text(path.read_text() + '["flows","b",')

    assert _kept(path) == {"a": 1}


def test_an_empty_file_is_an_empty_store(path: Path) -> None:
    path.parent.mkdir()
    path.touch()

    assert _kept(path) == {}


@pytest.mark.parametrize(
    ("content", "where", "why"),
    [
        ('{"version": 4}\n', "Line 1", "it does not say that the file is a sandbox's"),
        ("hello\n", "Line 1", "it is not JSON"),
        ('{"ivrplan_sandbox": 1}\n["flows","a",1]\n{"x":\n["flows","b",1]\n', "Line 3", "it is not JSON"),
        ('{"ivrplan_sandbox": 1}\n["flows"]\n', "Line 2", "it is no journal entry"),
        ('{"ivrplan_sandbox": 1}\n[1,2,3]\n', "Line 2", "it is no journal entry"),
        ('{"ivrplan_sandbox": 1}\n\xff\n', "Line 2", "it is not JSON"),
    ],
)
def test_a_damaged_file_is_refused_and_left_alone(path: Path, content: str, where: str, why: str) -> None:
    path.parent.mkdir()
    path.write_text(content, encoding="latin-1")
    with pytest.raises(SandboxError) as caught:
        Store(path)

    assert caught.value.summary == "The sandbox's data file is damaged"
    assert caught.value.detail.startswith(f"{where} of {path} cannot be read: {why}")
    assert path.read_text(encoding="latin-1") == content


def test_a_damaged_file_can_be_mended_and_opened(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("hello\n")
    with pytest.raises(SandboxError):
        Store(path)
    path.unlink()

    assert _kept(path) == {}


def test_two_sandboxes_do_not_share_a_file(path: Path) -> None:
    first = Store(path)
    with pytest.raises(SandboxError, match="in use"):
        Store(path)
    first.close()
    Store(path).close()


def test_a_folder_is_no_data_file(tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match="cannot be used"):
        Store(tmp_path)


def test_a_table_cannot_be_changed_from_outside() -> None:
    table = Store(None).table("flows")

    assert not hasattr(table, "__setitem__")


_PUTS = st.tuples(
    st.sampled_from("abc"), st.one_of(st.integers(), st.text(), st.none(), st.lists(st.booleans()))
)


@given(st.lists(st.one_of(_PUTS, st.sampled_from("abc"))))
def test_memory_and_file_agree(tmp_path_factory: pytest.TempPathFactory, writes: list[object]) -> None:
    path = tmp_path_factory.mktemp("store") / "data.json"
    store = Store(path)
    for write in writes:
        if isinstance(write, tuple):
            store.put("t", *write)
        elif write in store.table("t"):
            store.delete("t", str(write))
    expected, journal = dict(store.table("t")), path.read_bytes()
    store.close()

    assert _kept(path, "t") == expected
    path.with_name("crashed.json").write_bytes(journal)
    assert _kept(path.with_name("crashed.json"), "t") == expected


@asynccontextmanager
async def _sandbox(path: Path) -> AsyncIterator[httpx.AsyncClient]:
    app = build_app(SandboxSettings(data=path))
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://sandbox") as http,
    ):
        yield http


async def _apis(http: httpx.AsyncClient) -> tuple[Api, Api]:
    paths = {"/cxone": "/oauth/token", "/genesys": "/api/v2/oauth/token"}
    tokens = [
        (await http.post(mount + path, data=credentials())).json()["access_token"]
        for mount, path in paths.items()
    ]
    cxone, genesys = (Api(http, mount, token) for mount, token in zip(paths, tokens, strict=True))
    return cxone, genesys


async def test_flows_outlive_the_sandbox(path: Path) -> None:
    async with _sandbox(path) as http:
        cxone, genesys = await _apis(http)
        await control(http, "PUT", "/settings", {"validation_polls": 0, "publish_polls": 0})
        flow_id = (await register(cxone)).json()["id"]
        await configure(cxone, flow_id)
        other_id = await create(genesys)
        await create_version(genesys, other_id)
        await publish(genesys, other_id, "1.0")
        before = [await control(http, "GET", f"/flows/{vendor}") for vendor in ("cxone", "genesys")]
    async with _sandbox(path) as http:
        after = [await control(http, "GET", f"/flows/{vendor}") for vendor in ("cxone", "genesys")]

    assert before == after
    assert after[0]["flows"][0]["version"] == 2


async def test_keys_and_names_outlive_the_sandbox(path: Path) -> None:
    async with _sandbox(path) as http:
        cxone, _ = await _apis(http)
        first = await register(cxone)
    async with _sandbox(path) as http:
        cxone, _ = await _apis(http)
        again = await register(cxone)
        taken = await register(cxone, key="key-2")

    assert again.json() == first.json()
    assert taken.status_code == 409


async def test_deleted_flows_stay_deleted(path: Path) -> None:
    async with _sandbox(path) as http:
        cxone, genesys = await _apis(http)
        flow_id = (await register(cxone)).json()["id"]
        await cxone.call("DELETE", f"/api/v2/flows/{flow_id}", headers={"If-Match": "v1"})
        other_id = await create(genesys)
        await create_version(genesys, other_id)
        await genesys.call("DELETE", f"/api/v2/flows/{other_id}")
    async with _sandbox(path) as http:
        stored = [await control(http, "GET", f"/flows/{vendor}") for vendor in ("cxone", "genesys")]

    assert stored == [{"flows": []}, {"flows": []}]


async def test_a_reset_empties_the_file(path: Path) -> None:
    async with _sandbox(path) as http:
        cxone, _ = await _apis(http)
        await register(cxone, registration())
        await control(http, "POST", "/reset")

    assert _lines(path) == [{"ivrplan_sandbox": 1}]


def _lines(path: Path) -> list[object]:
    return [json.loads(line) for line in path.read_text().splitlines()]
