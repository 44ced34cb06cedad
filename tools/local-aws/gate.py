"""The door: an ASGI application around another one, which decides who may reach it.

Web pages may not: a foreign Host (DNS rebinding), a foreign Origin and what a browser calls cross-site are
refused. Other users of this machine may not: calls of the AWS API show an access key that only the server's
owner can read. Knows HTTP; which keys are good, and what a path leads to, it is told.
"""

import enum
import json
import re
import sys
from urllib.parse import parse_qs


class Route(enum.Enum):
    """What a request asks for."""

    #: Whether the server is there. Tells nothing.
    HEALTH = "health"
    #: A function URL or an API: public, also for pages of this machine.
    PUBLIC = "public"
    #: A function URL or an API that AWS_IAM guards.
    SIGNED = "signed"
    #: An address that only its receiver knows, such as where custom resources answer.
    TOKEN = "token"
    #: Everything else.
    API = "api"


NEED_NO_KEY = (Route.HEALTH, Route.PUBLIC, Route.TOKEN)
FOR_PAGES = (Route.PUBLIC, Route.SIGNED)

LOOPBACK_ORIGIN = re.compile(r"https?://(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?")
HEADER_KEY = re.compile(r"AWS4-\S+ .*?\bCredential=([^/,\s]+)/")
OLD_HEADER_KEY = re.compile(r"AWS ([^:\s]+):")

#: Services whose SDKs read errors as XML; those of all others read JSON.
XML_SERVICES = frozenset(
    "autoscaling cloudformation cloudfront ec2 elasticache elasticbeanstalk elasticloadbalancing"
    " iam monitoring rds redshift route53 s3 s3control sdb ses sns sts".split()
)


class Refusal(Exception):
    """Why a request may not pass, as AWS names it and as a sentence."""

    def __init__(self, code, sentence):
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


class Gate:
    """`is_key(text)` and `route_of(method, path)` are called for each request that comes so far."""

    def __init__(self, app, *, port, is_key, route_of, log=sys.stderr):
        self._app = app
        self._hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")}
        self._is_key = is_key
        self._route_of = route_of
        self._log = log

    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        try:
            route = self._check(scope)
        except Refusal as refusal:
            self._report(scope, refusal)
            await refuse(refusal, scope, receive, send)
            return
        await self._app(scope, receive, send if route in FOR_PAGES else without_cors(send))

    def _check(self, scope):
        hosts = header(scope, b"host")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            raise Refusal("AccessDenied", f"Host {shown(hosts)} is not this server's")
        route = self._route_of(scope.get("method", "GET"), scope["path"])
        check_page(scope, route)
        if route in NEED_NO_KEY:
            return route
        keys = presented_keys(scope)
        if not keys:
            raise Refusal("MissingAuthenticationToken", f"it is not signed; {WHERE_THE_KEY_IS}")
        if not any([self._is_key(key) for key in keys]):
            raise Refusal("InvalidClientTokenId", f"its access key is another; {WHERE_THE_KEY_IS}")
        return route

    def _report(self, scope, refusal):
        method = scope.get("method", scope["type"])
        print(f"refused: {method} {shown(scope['path'])}: {refusal.sentence}", file=self._log, flush=True)


WHERE_THE_KEY_IS = "the local AWS takes the access key of .local-aws/server.json, as docs/local-aws.md says"


def check_page(scope, route):
    """Refuses what a web page sends, except one of this machine that asks a function."""
    origins = header(scope, b"origin")
    if origins:
        if route not in FOR_PAGES:
            raise Refusal("AccessDenied", f"web pages may not call it (Origin {shown(origins)})")
        if len(origins) != 1 or not LOOPBACK_ORIGIN.fullmatch(origins[0]):
            raise Refusal("AccessDenied", f"Origin {shown(origins)} is not of this machine")
        return
    sites = header(scope, b"sec-fetch-site")
    if not set(sites) <= {"none", "same-origin", "same-site"}:
        raise Refusal("AccessDenied", f"a page of another site sent it (Sec-Fetch-Site {shown(sites)})")


def presented_keys(scope):
    """Every access key id that a signature names: in the header, or in the query of a presigned URL."""
    found = []
    for value in header(scope, b"authorization"):
        match = HEADER_KEY.match(value) or OLD_HEADER_KEY.match(value)
        found += [match.group(1)] if match else []
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    found += [value.split("/")[0] for value in query.get("X-Amz-Credential", [])]
    return found + query.get("AWSAccessKeyId", [])


async def refuse(refusal, scope, receive, send):
    if scope["type"] != "http":
        await receive()
        # Before it is accepted, a server answers this with 403.
        await send({"type": "websocket.close", "code": 1008})
        return
    # Clients that are still sending would see a broken connection instead of the answer.
    while (await receive()).get("more_body"):
        pass
    kind, body = refusal_body(refusal, scope)
    headers = [
        (b"content-type", kind),
        (b"content-length", str(len(body)).encode()),
        (b"x-amzn-errortype", refusal.code.encode()),
    ]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    sent = b"" if scope["method"] == "HEAD" else body
    await send({"type": "http.response.body", "body": sent})


def refusal_body(refusal, scope):
    message = f"refused: {refusal.sentence}"
    service = re.search(r"/([a-z0-9-]+)/aws4_request", " ".join(header(scope, b"authorization")))
    if service and service.group(1) in XML_SERVICES and not header(scope, b"x-amz-target"):
        text = message.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        error = f"<Error><Code>{refusal.code}</Code><Message>{text}</Message></Error>"
        return b"text/xml", f"<ErrorResponse>{error}</ErrorResponse>".encode()
    return b"application/json", json.dumps({"__type": refusal.code, "message": message}).encode()


def without_cors(send):
    """Lets no page read an answer, whatever the application allows."""

    async def filtered(message):
        if "headers" in message:
            kept = [
                (name, value)
                for name, value in message["headers"]
                if not name.lower().startswith(b"access-control-")
            ]
            message = {**message, "headers": kept}
        await send(message)

    return filtered


def header(scope, name):
    return [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name]


def shown(value):
    """Foreign text for a log and a terminal."""
    text = value if isinstance(value, str) else ", ".join(value) or "(none)"
    return text.encode("unicode_escape").decode()[:200]
