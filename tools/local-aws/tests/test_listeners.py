import http.client
import os
import socket
import socketserver
import tempfile
import threading
import unittest
from email.message import Message
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from unittest import mock

import listeners

LISTENS = "0A 00000000:00000000 00:00000000 00000000"
CONNECTED = "01 00000000:00000000 00:00000000 00000000"


def table(*rows):
    """As /proc/net/tcp: local port, remote port, state, user."""
    lines = ["  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid"]
    for local, remote, state, user in rows:
        lines.append(f"   0: 0100007F:{local:04X} 0100007F:{remote:04X} {state}  {user}  0 1 1 0 100 0 0 10 0")
    file = tempfile.NamedTemporaryFile("w", suffix="tcp", delete=False)
    with file:
        file.write("\n".join(lines) + "\n")
    return Path(file.name)


class Peers(unittest.TestCase):
    def check(self, expected, *rows):
        tables = (table(*rows), Path("/nonexistent"))
        self.addCleanup(tables[0].unlink)
        self.assertEqual(listeners.is_own_peer(5000, 80, tables, user=1000), expected)

    def test_only_processes_of_the_same_user(self):
        server = (80, 0, LISTENS, 1000)
        self.check(True, server, (5000, 80, CONNECTED, 1000))
        self.check(False, server, (5000, 80, CONNECTED, 1001))
        self.check(False, server, (5000, 81, CONNECTED, 1000))
        self.check(False, server, (5001, 80, CONNECTED, 1000))

    def test_one_that_has_gone_is_nobody(self):
        server = (80, 0, LISTENS, 1000)
        self.check(False, server)
        self.check(False, server, (5000, 80, CONNECTED.replace("01", "06", 1), 0))

    def test_systems_that_do_not_list_sockets(self):
        self.check(True)
        self.assertTrue(listeners.is_own_peer(5000, 80, (Path("/nonexistent"),)))


class Headers(unittest.TestCase):
    def test_pages_are_told_from_runtimes(self):
        for expected, headers in [
            (False, [("Host", "127.0.0.1:4000")]),
            (False, [("Host", "localhost:4000"), ("Sec-Fetch-Mode", "cors")]),
            (False, []),
            (True, [("Host", "evil.example:4000")]),
            (True, [("Host", "127.0.0.1.evil.example")]),
            (True, [("Host", "127.0.0.1"), ("Host", "127.0.0.1")]),
            (True, [("Host", "127.0.0.1:4000"), ("Origin", "http://localhost:3000")]),
            (True, [("Host", "127.0.0.1:4000"), ("Sec-Fetch-Site", "cross-site")]),
        ]:
            with self.subTest(str(headers)):
                message = Message()
                for name, value in headers:
                    message[name] = value
                self.assertEqual(listeners.comes_from_page(message), expected)


class RealSockets(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.bind = socket.socket.bind
        cls.parse = BaseHTTPRequestHandler.parse_request
        cls.verify = socketserver.BaseServer.verify_request
        listeners.keep_to_loopback()
        listeners.guard_runtime_apis()

    @classmethod
    def tearDownClass(cls):
        socket.socket.bind = cls.bind
        BaseHTTPRequestHandler.parse_request = cls.parse
        socketserver.BaseServer.verify_request = cls.verify

    def test_every_address_means_this_machine(self):
        for family, host, own in [
            (socket.AF_INET, "0.0.0.0", "127.0.0.1"),
            (socket.AF_INET, "", "127.0.0.1"),
            (socket.AF_INET, "127.0.0.1", "127.0.0.1"),
        ]:
            with socket.socket(family, socket.SOCK_STREAM) as one:
                one.bind((host, 0))
                self.assertEqual(one.getsockname()[0], own)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
            datagrams.bind(("", 0))
            self.assertEqual(datagrams.getsockname()[0], "0.0.0.0")

    def serve(self):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_):
                pass

        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return server.server_address[1]

    def status(self, port, headers):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        self.addCleanup(connection.close)
        connection.request("GET", "/2018-06-01/runtime/invocation/next", headers=headers)
        return connection.getresponse().status

    def test_a_runtime_api_takes_its_own_user_and_no_page(self):
        port = self.serve()
        self.assertEqual(self.status(port, {}), 200)
        self.assertEqual(self.status(port, {"Origin": "http://evil.example"}), 403)
        self.assertEqual(self.status(port, {"Host": f"evil.example:{port}"}), 403)

    def test_a_runtime_api_does_not_take_another_user(self):
        port = self.serve()
        with mock.patch("os.geteuid", return_value=os.geteuid() + 1):
            if not Path("/proc/net/tcp").exists():
                self.assertEqual(self.status(port, {}), 200)
                return
            with self.assertRaises((ConnectionError, http.client.HTTPException)):
                self.status(port, {})


if __name__ == "__main__":
    unittest.main()
