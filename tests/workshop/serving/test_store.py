from pathlib import Path

from workshop.serving import store


def test_the_socket_lies_under_var_when_its_path_is_short():
    path, made = store.socket_path(Path("/srv/hashira/var/run"))
    assert path == Path("/srv/hashira/var/run/store.sock")
    assert made is None


def test_a_folder_that_lies_deep_gets_a_socket_elsewhere():
    path, made = store.socket_path(Path("/srv") / ("柱" * 40) / "var" / "run")
    try:
        assert len(bytes(path)) <= store.LONGEST
        assert path.parent == made
        assert made.stat().st_mode & 0o777 == 0o700
    finally:
        made.rmdir()


def test_a_server_named_in_the_environment_is_used_and_none_embedded(tmp_path, monkeypatch):
    monkeypatch.setenv("REDIS_URL", "redis://localhost:6379/0")
    (tmp_path / "run").mkdir()
    with store.chosen(tmp_path) as chosen:
        assert chosen == (None, None)


def test_without_any_program_the_note_is_empty_and_goes_with_the_end(tmp_path, monkeypatch):
    monkeypatch.delenv("REDIS_URL", raising=False)
    monkeypatch.setattr(store, "program", lambda: None)
    (tmp_path / "run").mkdir()
    with store.chosen(tmp_path) as chosen:
        assert chosen == (None, None)
        assert (tmp_path / "run" / "store").read_text() == ""
    assert not (tmp_path / "run" / "store").exists()


def test_the_note_says_where_the_embedded_server_listens(tmp_path, monkeypatch):
    monkeypatch.delenv("REDIS_URL", raising=False)
    monkeypatch.setattr(store, "program", lambda: "/bin/valkey-server")
    (tmp_path / "run").mkdir()
    with store.chosen(tmp_path) as (command, path):
        assert (tmp_path / "run" / "store").read_text() == f"unix://{path}"
        assert command[:3] == ["/bin/valkey-server", "--port", "0"]
        assert command[command.index("--unixsocketperm") + 1] == "600"
