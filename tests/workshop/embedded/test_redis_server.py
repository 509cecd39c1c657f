import subprocess
from pathlib import Path

import pytest
from redis import from_url

from workshop.embedded import redis_server


def test_the_socket_lies_under_var_when_its_path_is_short():
    path, made = redis_server.socket_path(Path("/srv/hashira/var/run"))
    assert path == Path("/srv/hashira/var/run/store.sock")
    assert made is None


def test_a_folder_that_lies_deep_gets_a_socket_elsewhere():
    path, made = redis_server.socket_path(Path("/srv") / ("柱" * 40) / "var" / "run")
    try:
        assert len(bytes(path)) <= redis_server.LONGEST
        assert path.parent == made
        assert made.stat().st_mode & 0o777 == 0o700
    finally:
        made.rmdir()


def test_a_server_named_in_the_environment_is_used_and_none_embedded(tmp_path, monkeypatch):
    monkeypatch.setenv("REDIS_URL", "redis://localhost:6379/0")
    (tmp_path / "run").mkdir()
    with redis_server.chosen(tmp_path) as chosen:
        assert chosen == (None, None)


def test_without_any_program_the_note_is_empty_and_goes_with_the_end(tmp_path, monkeypatch):
    monkeypatch.delenv("REDIS_URL", raising=False)
    monkeypatch.setattr(redis_server, "program", lambda: None)
    (tmp_path / "run").mkdir()
    with redis_server.chosen(tmp_path) as chosen:
        assert chosen == (None, None)
        assert (tmp_path / "run" / "store").read_text() == ""
    assert not (tmp_path / "run" / "store").exists()


def test_the_note_says_where_the_embedded_server_listens(tmp_path, monkeypatch):
    monkeypatch.delenv("REDIS_URL", raising=False)
    monkeypatch.setattr(redis_server, "program", lambda: "/bin/valkey-server")
    (tmp_path / "run").mkdir()
    with redis_server.chosen(tmp_path) as (command, path):
        assert (tmp_path / "run" / "store").read_text() == f"unix://{path}"
        assert command[:3] == ["/bin/valkey-server", "--port", "0"]
        assert command[command.index("--unixsocketperm") + 1] == "600"


@pytest.mark.skipif(redis_server.program() is None, reason="no Valkey or Redis here")
def test_it_starts_whatever_a_power_cut_or_a_full_disk_left_in_its_folder_and_writes_nothing_there(tmp_path):
    """An append-only file that is damaged kept it from starting, and so everything, until somebody deleted the file."""
    data, path = tmp_path / "store", tmp_path / "store.sock"
    left = data / "appendonlydir" / "appendonly.aof.1.incr.aof"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"*1\r\n$8\r\nFLUSHALL\r\n" + bytes(200) + b"*1\r\n$8\r\nFLUSHALL\r\n")
    (left.parent / "appendonly.aof.manifest").write_text(f"file {left.name} seq 1 type i\n")
    before = {file: file.read_bytes() for file in data.rglob("*") if file.is_file()}
    server = subprocess.Popen(
        redis_server.command(redis_server.program(), path=path, data=data), stdout=subprocess.DEVNULL
    )
    try:
        assert redis_server.wait(path, seconds=60)
        with from_url(f"unix://{path}") as client:
            client.set("key", "value")
    finally:
        server.terminate()
        server.wait(timeout=60)
    assert {file: file.read_bytes() for file in data.rglob("*") if file.is_file()} == before
