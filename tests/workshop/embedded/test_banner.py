import pytest

from workshop.embedded import banner

FOUND = {"join": "http://10.0.0.5:8000/j/ABCD-EFGH/", "screen": "http://10.0.0.5:8000/screen/1/2/"}


def test_it_says_where_it_is_and_how_it_ends():
    said = banner.text("http://127.0.0.1:8000", {}, qr=False)
    assert "Hashira is ready: http://127.0.0.1:8000/" in said
    assert "Ctrl-C" in said


def test_it_shows_the_links_it_knows():
    said = banner.text("http://10.0.0.5:8000", FOUND, qr=False)
    assert [line.split()[-1] for line in said.splitlines() if "/j/" in line or "/screen/" in line] == list(
        FOUND.values()
    )


def test_for_the_network_it_draws_a_code():
    assert "█" in banner.text("http://10.0.0.5:8000", FOUND, qr=True) or "▀" in banner.text("x", FOUND, qr=True)


@pytest.mark.parametrize("encoding", ["cp932", "ascii", "latin-1", "no such encoding"])
def test_a_terminal_without_blocks_gets_a_code_of_inverted_spaces(encoding):
    said = banner.text("http://10.0.0.5:8000", FOUND, qr=True, encoding=encoding)
    assert said.isascii()
    assert "\033[7m" in said


def test_links_are_told_at_our_own_address(tmp_path, monkeypatch):
    told = '{"join": "http://127.0.0.1:8000/j/ABCD/?a=1", "session": "http://127.0.0.1:8000/s/1/"}'
    (tmp_path / "manage.py").write_text(f"print({told!r})")
    monkeypatch.chdir(tmp_path)
    assert banner.Links("demo", {}).read("http://10.0.0.5:9000") == {"join": "http://10.0.0.5:9000/j/ABCD/?a=1"}


def test_the_command_is_asked_for_links_and_not_to_create_anything(tmp_path, monkeypatch):
    (tmp_path / "manage.py").write_text(
        "import sys\nprint('{\"join\": \"http://x/asked/' + '/'.join(sys.argv[1:]) + '\"}')"
    )
    monkeypatch.chdir(tmp_path)
    asked = banner.Links("demo", {}).read("http://10.0.0.5:9000")["join"]
    assert asked == "http://10.0.0.5:9000/asked/demo/--links-only/--json"


def test_a_story_that_tells_nothing_costs_only_the_links(tmp_path, monkeypatch):
    (tmp_path / "manage.py").write_text("raise SystemExit(1)")
    monkeypatch.chdir(tmp_path)
    assert banner.Links("demo", {}).read("http://10.0.0.5:9000") == {}


def test_a_story_that_was_broken_off_is_not_asked(tmp_path, monkeypatch):
    (tmp_path / "manage.py").write_text('print(\'{"join": "http://127.0.0.1:8000/j/"}\')')
    monkeypatch.chdir(tmp_path)
    links = banner.Links("demo", {})
    links.stop()
    assert links.read("http://10.0.0.5:9000") == {}
