"""`manage.py serve`: the embedded mode. Everything runs on this machine until Ctrl-C."""

import os
import sys
import threading
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from workshop import env
from workshop.embedded import banner, listening, lock, processes, redis_server
from workshop.embedded.process import ManagedProcess
from workshop.embedded.supervisor import Supervisor
from workshop.web import schema_state


class Command(BaseCommand):
    help = "Starts Redis, the Celery workers, beat and the web process on this machine, until Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument(
            "--port", type=int, default=env.number("PORT", 8000, least=1, most=65535), help="port to listen on"
        )
        parser.add_argument("--lan", action="store_true", help="listen on this machine's network address too")
        parser.add_argument("--story", default="demo", help="the command that prints the links as JSON")

    def handle(self, *, port: int, lan: bool, story: str, **options):
        if reason := schema_state.why_too_old():
            raise CommandError(reason)
        var = Path(settings.VAR_DIR)
        for name in ("run", "log", "store", "queue/control"):
            (var / name).mkdir(parents=True, exist_ok=True)
        hosts = ["127.0.0.1", self._address()] if lan else ["127.0.0.1"]
        base = f"http://{hosts[-1]}:{port}"
        try:
            held = lock.hold(var / "run" / "serve.lock", saying=f"process {os.getpid()}, {base}/")
            listeners = listening.listen(hosts, port)
        except lock.Held as holder:
            raise CommandError(f"Hashira is already running from this folder ({holder}).") from None
        except listening.PortTaken:
            raise CommandError(
                f"Port {port} is taken by another program. Stop it, or choose another port: bin/run --port {port + 1}"
            ) from None

        environment = processes.environment(port=port, hosts=hosts[1:])
        links = banner.Links(story, environment)
        with held, redis_server.chosen(var) as (command, path):
            if command is None and not env.redis("REDIS_URL"):
                self.stdout.write(
                    "Note: neither Valkey nor Redis was found. Without them, updates may take ten seconds."
                )
            supervisor = Supervisor(
                processes.stages(redis_server=command, web=listeners, var=var, environment=environment)
            )

            def started(process: ManagedProcess) -> None:
                if process.name == "store" and path:
                    redis_server.wait(path, seconds=5)
                if process.name == "web":
                    threading.Thread(target=print_banner, daemon=True).start()

            def print_banner() -> None:
                if banner.wait_until_answered(hosts[0], port, seconds=120):
                    found = links.read(base)
                    if not links.is_stopped:
                        self.stdout.write(banner.text(base, found, qr=lan, encoding=_encoding()))
                        self.stdout.flush()

            try:
                broken = supervisor.run(started=started)
            finally:
                links.stop()
        if broken:
            raise CommandError(
                f"The process {broken.name} does not start. The last lines of {broken.log}:\n{broken.log_tail()}"
            )

    def _address(self) -> str:
        if address := listening.of_this_machine():
            return address
        raise CommandError("This machine has no network address to listen on. Start without --lan.")


def _encoding() -> str:
    return sys.stdout.encoding or "ascii"
