"""Static files come whole, in parts or not at all, and everything else goes on to the application."""

import json
import re

import httpx
import pytest

from workshop.management.commands import prepare
from workshop.web.static import HASHED, StaticFiles, static_files

STYLE = "main { color: red }\n" * 5000


async def application(scope, receive, send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"from the application"})


@pytest.fixture
def client(tmp_path) -> httpx.AsyncClient:
    (tmp_path / "app.css").write_text(STYLE)
    files = StaticFiles(application, root=tmp_path, prefix="static")
    return httpx.AsyncClient(transport=httpx.ASGITransport(files), base_url="http://testserver")


async def test_a_file_comes_whole(client):
    answer = await client.get("/static/app.css")
    assert (answer.status_code, answer.text) == (200, STYLE)
    assert answer.headers["Content-Type"].startswith("text/css")
    assert answer.headers["Content-Length"] == str(len(STYLE))


async def test_what_the_browser_has_is_not_sent_again(client):
    first = await client.get("/static/app.css")
    again = await client.get("/static/app.css", headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_part_is_only_that_part(client):
    part = await client.get("/static/app.css", headers={"Range": "bytes=5-10"})
    assert (part.status_code, part.text) == (206, STYLE[5:11])


@pytest.mark.parametrize(
    "asked", ["bytes=", "bytes=-", "bytes=9-1", "bytes=abc", "bytes=-999999999", "bytes=999999-", "x" * 5000]
)
async def test_an_impossible_part_is_refused_or_comes_whole(client, asked):
    answer = await client.get("/static/app.css", headers={"Range": asked})
    assert answer.status_code == 416 or answer.text == STYLE


async def test_its_head_has_no_body(client):
    head = await client.head("/static/app.css")
    assert (head.headers["Content-Length"], head.content) == (str(len(STYLE)), b"")


@pytest.mark.parametrize("path", ["/static/nothing.css", "/static/../app.css", "/app.css", "/"])
async def test_whatever_else_is_the_applications(client, path):
    assert (await client.get(path)).text == "from the application"


@pytest.fixture
def collected(settings, tmp_path) -> httpx.AsyncClient:
    """What `manage.py prepare` collects of a folder, served."""
    (tmp_path / "sources" / "img").mkdir(parents=True)
    (tmp_path / "sources" / "img" / "a.svg").write_text("<svg/>")
    settings.STATIC_ROOT, settings.STATICFILES_DIRS = tmp_path / "static", [tmp_path / "sources"]
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "workshop.web.assets.storage.Storage"}}
    prepare.Command()._collect()
    files = static_files()

    async def served(scope, receive, send) -> None:
        await (files if files.has(scope["path"]) else application)(scope, receive, send)

    return httpx.AsyncClient(transport=httpx.ASGITransport(served), base_url="http://testserver")


async def test_of_the_collected_files_only_those_that_pages_ask_for_are_served(collected, settings):
    lying = [
        path.relative_to(settings.STATIC_ROOT).as_posix() for path in settings.STATIC_ROOT.rglob("*") if path.is_file()
    ]
    assert {".collected", "staticfiles.json"} <= set(lying)
    picture = json.loads((settings.STATIC_ROOT / "staticfiles.json").read_text())["paths"]["img/a.svg"]
    served = [name for name in lying if (await collected.get(f"/static/{name}")).text != "from the application"]
    assert picture in served
    assert [name for name in served if not re.search(HASHED, name)] == []
    answer = await collected.get(f"/static/{picture}")
    assert (answer.text, "immutable" in answer.headers["Cache-Control"]) == ("<svg/>", True)
