"""The addresses the web listens on."""

import errno
import ipaddress
import socket

BACKLOG = 2048


class PortTaken(Exception):
    pass


def of_this_machine() -> str | None:
    """The address others in the network reach this machine by; None without a network. Sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address kept for documentation: only the way out is asked for
        except OSError:
            return None
        address = ipaddress.ip_address(probe.getsockname()[0])
    return None if address.is_loopback or address.is_unspecified else str(address)


def listen(hosts: list[str], port: int) -> list[socket.socket]:
    """One listening socket for each host, to be handed to the web process. Raises PortTaken."""
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
