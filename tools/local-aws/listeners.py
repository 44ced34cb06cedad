"""What else listens: the Runtime APIs that functions ask for their events, and what services of ministack open.
Nothing is to be reached from another machine, and a Runtime API by its own user's processes alone.
"""

import os
import re
import socket
import socketserver
from http.server import BaseHTTPRequestHandler
from pathlib import Path

#: Listening, established: states of /proc/net/tcp.
_LISTENING, _ESTABLISHED = "0A", "01"
_TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
_LOCAL_HOST = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?", re.IGNORECASE)


def keep_to_loopback():
    """Turns "every address" into this machine's own, for every stream socket of this process."""
    everywhere = {
        socket.AF_INET: (("", "0.0.0.0"), "127.0.0.1"),
        socket.AF_INET6: (("", "::"), "::1"),
    }
    original = socket.socket.bind

    def bind(self, address):
        names, loopback = everywhere.get(self.family, ((), ""))
        if self.type == socket.SOCK_STREAM and names and address[0] in names:
            address = (loopback, *address[1:])
        return original(self, address)

    socket.socket.bind = bind


def guard_runtime_apis():
    """Runtime APIs have no keys on AWS either; there, nobody else is on the machine."""
    parse = BaseHTTPRequestHandler.parse_request

    def parse_request(self):
        if not parse(self):
            return False
        if comes_from_page(self.headers):
            self.send_error(403)
            return False
        return True

    def verify_request(self, _request, client_address):
        return is_own_peer(client_address[1], self.server_address[1])

    BaseHTTPRequestHandler.parse_request = parse_request
    socketserver.BaseServer.verify_request = verify_request


def comes_from_page(headers):
    """Browsers send at least one of these; runtimes none, Node's fetch included."""
    hosts = headers.get_all("host", [])
    return (
        any(headers.get_all(name) for name in ("origin", "sec-fetch-site"))
        or len(hosts) > 1
        or not all(_LOCAL_HOST.fullmatch(host) for host in hosts)
    )


def is_own_peer(client_port, server_port, tables=_TABLES, user=None):
    """Whether the connection's other end is a process of this user.

    True where that cannot be known: no Linux, or a system that does not list its sockets.
    """
    rows = [row for table in tables for row in _rows(table)]
    if not any(local == server_port and state == _LISTENING for local, _, state, _ in rows):
        return True
    user = os.geteuid() if user is None else user
    # A closed socket is nobody's: its user cannot be told any more.
    return any(
        (local, remote, state, owner) == (client_port, server_port, _ESTABLISHED, user)
        for local, remote, state, owner in rows
    )


def _rows(table):
    """Local port, remote port, state and user of every socket."""
    try:
        lines = table.read_text().splitlines()[1:]
    except OSError:
        return
    for line in lines:
        _, local, remote, state, _, _, _, user, *_ = line.split()
        yield (int(local.rsplit(":")[-1], 16), int(remote.rsplit(":")[-1], 16), state, int(user))
