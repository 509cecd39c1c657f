"""Uvicorn on sockets that `serve` opened: they stay open while a fallen web process comes back; nobody is refused."""

import argparse
import socket

import uvicorn


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("descriptors", nargs="+", type=int)
    sockets = [socket.socket(fileno=descriptor) for descriptor in parser.parse_args().descriptors]
    config = uvicorn.Config(
        "workshop.asgi:application",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_max_size=65536,
        timeout_graceful_shutdown=2,
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
    )
    uvicorn.Server(config).run(sockets=sockets)


if __name__ == "__main__":
    main()
