"""A copy of SQLite's files is put back while pages stay open."""

import json
import shutil
import signal
from pathlib import Path

import pytest

from tests.open_pages import OpenPages
from tests.startup.conftest import Served
from tests.startup.test_losses import manage, rows

LOST = 12


def database_files(served: Served) -> list[Path]:
    """The write-ahead log belongs to them: a process that was killed leaves in it what it has not brought home."""
    return list(served.var.glob("hashira.sqlite3*"))


@pytest.mark.parametrize("later", [0, 5, LOST, LOST + 1])
async def test_every_page_shows_what_the_copy_holds(serve, tmp_path, later):
    served = serve()
    assert served.answers(within=60)
    base, copy = f"http://127.0.0.1:{served.port}", tmp_path / "copy"
    links = json.loads(manage(served, "demo", "--reset", "--json", "--url", base))["participants"]

    def said_at(table: str) -> list[str]:
        group = table.split("/")[-2].replace("-", "")
        return [
            text
            for (text,) in rows(served, f"SELECT text FROM reviews_entry WHERE group_id = '{group}' ORDER BY told_at")
        ]

    pages = await OpenPages(said_at).open(links, [base])
    try:
        before = await pages.say(1, "Before")
        served.end(signal.SIGTERM)
        copy.mkdir()
        for file in database_files(served):
            shutil.copy(file, copy)
        served = serve(port=served.port)
        assert served.answers(within=60)
        lost = await pages.say(LOST, "Lost")
        await pages.all_are_right([*before, *lost], [])
        served.end(signal.SIGTERM)
        for file in database_files(served):
            file.unlink()
        for file in copy.iterdir():
            shutil.copy(file, served.var)
        served = serve(port=served.port)
        assert served.answers(within=60)
        said = await pages.say(later, "Later")
        await pages.all_are_right([*before, *said], lost)
        last = await pages.say(1, "Last")
        await pages.all_are_right([*before, *said, *last], lost)
    finally:
        await pages.close()
