"""Requests as a server hands them to an ASGI application."""

import asyncio
import io

from gate import Gate, Route

PORT = 21000
OWN_KEY = "LOCAL0123456789"

#: What is asked for by path, in tests that have no ministack.
ROUTES = {
    "/health": Route.HEALTH,
    "/function": Route.PUBLIC,
    "/iam-function": Route.SIGNED,
    "/token": Route.TOKEN,
}


class Answer:
    def __init__(self):
        self.status = None
        self.headers = {}
        self.body = b""
        self.closed_with = None
        #: Whether the application behind the gate was reached.
        self.reached = False
        self.log = ""


def ask(path="/2015-03-31/functions", headers=(), *, kind="http", method="POST", query="", key=OWN_KEY):
    """Headers are pairs; a Host of the server's own is added where there is none."""
    headers = list(headers)
    if not any(name.lower() == "host" for name, _ in headers):
        headers.insert(0, ("Host", f"127.0.0.1:{PORT}"))
    scope = {
        "type": kind,
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in headers],
    }
    if kind == "http":
        scope["method"] = method
    answer = Answer()
    log = io.StringIO()
    incoming = {
        "http": [
            {"type": "http.request", "body": b"a", "more_body": True},
            {"type": "http.request", "body": b"b", "more_body": False},
        ],
        "websocket": [{"type": "websocket.connect"}],
    }[kind]

    async def receive():
        return incoming.pop(0)

    async def send(message):
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = dict(message["headers"])
        elif message["type"] == "http.response.body":
            answer.body += message["body"]
        elif message["type"] == "websocket.close":
            answer.closed_with = message["code"]

    async def app(_scope, _receive, send):
        answer.reached = True
        if kind == "websocket":
            await send({"type": "websocket.accept"})
            return
        cors = (b"Access-Control-Allow-Origin", b"*")
        await send({"type": "http.response.start", "status": 200, "headers": [cors]})
        await send({"type": "http.response.body", "body": b"ok"})

    gate = Gate(
        app,
        port=PORT,
        is_key=lambda text: text == key,
        route_of=lambda _method, path: ROUTES.get(path, Route.API),
        log=log,
    )
    asyncio.run(gate(scope, receive, send))
    answer.log = log.getvalue()
    return answer


def signed(key=OWN_KEY, service="lambda"):
    scope = f"{key}/20260101/us-east-1/{service}/aws4_request"
    return ("Authorization", f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0")
