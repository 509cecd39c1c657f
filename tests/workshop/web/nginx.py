"""nginx with deploy/nginx.conf, a throwaway certificate and ports of its own."""

import subprocess
from pathlib import Path

from tests.house.sources import ROOT
from tests.startup.conftest import free_port

NAME = "workshop.example.com"
AROUND = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log info;
worker_processes 1;
events {{ worker_connections 256; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/hashira.conf;
    {beside}
}}
"""
DEBIANS = "server {{ listen 127.0.0.1:{http} default_server; server_name _; root /var/www/html; }}"


class Proxy:
    def __init__(self, folder: Path, *, to: int, program: str, beside: str = "") -> None:
        self.folder, self.program = folder, program
        self.http, self.https = free_port(), free_port()
        certificate, key = folder / "fullchain.pem", folder / "privkey.pem"
        making = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"]
        making += ["-addext", f"subjectAltName=DNS:{NAME},IP:127.0.0.1"]
        subprocess.run([*making, "-keyout", key, "-out", certificate], check=True, capture_output=True)
        (folder / "hashira.conf").write_text(self._with_our_places((ROOT / "deploy" / "nginx.conf").read_text(), to))
        (folder / "nginx.conf").write_text(AROUND.format(folder=folder, beside=beside.format(http=self.http)))

    def _with_our_places(self, conf: str, to: int) -> str:
        places = {
            "listen [::]:80 default_server;": "",
            "listen [::]:443 ssl default_server;": "",
            "listen 80 default_server;": f"listen 127.0.0.1:{self.http} default_server;",
            "listen 443 ssl default_server;": f"listen 127.0.0.1:{self.https} ssl default_server;",
            "127.0.0.1:8000;": f"127.0.0.1:{to};",
            "/etc/hashira/tls": str(self.folder),
            "/var/log/nginx": str(self.folder),
        }
        for theirs, ours in places.items():
            assert theirs in conf, theirs
            conf = conf.replace(theirs, ours)
        return conf

    def command(self) -> list[str]:
        return [self.program, "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")]

    def check(self) -> subprocess.CompletedProcess:
        return subprocess.run([*self.command(), "-t"], capture_output=True, text=True)
