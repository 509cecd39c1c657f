"""The addresses and sockets that the web process listens on."""

import errno
import ipaddress
import socket

BACKLOG = 2048


class PortTaken(Exception):
    """Another program listens on the port."""


def of_this_machine() -> str | None:
    """This machine's address in its network; None without a network. Sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # reserved for documentation; only the route is looked up
        except OSError:
            return None
        address = ipaddress.ip_address(probe.getsockname()[0])
    return None if address.is_loopback or address.is_unspecified else str(address)


def listen(hosts: list[str], port: int) -> list[socket.socket]:
    """One listening socket for each host, for the web process to inherit. Raises PortTaken."""
    opened: list[socket.socket] = []
    for host in hosts:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.append(listener)
        try:
            listener.bind((host, port))
            listener.listen(BACKLOG)
        except OSError as error:
            for each in opened:
                each.close()
            if error.errno == errno.EADDRINUSE:
                raise PortTaken from error
            raise
    return opened
