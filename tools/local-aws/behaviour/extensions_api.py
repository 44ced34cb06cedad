"""The Extensions API for functions of `provided` runtimes, and their layers.

AWS serves /2020-01-01/extension/ beside the Runtime API: an extension registers, and gets INVOKE and
SHUTDOWN events. Internal ones run in the function's own process, external ones are the executables in
`extensions/` of its layers. /opt has what the layers hold.

ministack answers 404 there, so that such a function does not start, and ignores the layers of these
runtimes. /opt cannot be written here: what the layers hold is on PATH and LD_LIBRARY_PATH.

Telemetry API and Logs API answer as AWS's own runtime interface emulator does: not supported.
"""

import contextvars
import json
import uuid

from .extension_processes import Extensions
from .seam import expect, replace

WHEN = "ministack.services.lambda_svc"

BASE = "/2020-01-01/extension/"
NOT_SUPPORTED = {"/2022-07-01/telemetry": "Telemetry", "/2020-08-15/logs": "Logs"}

_spawning = contextvars.ContextVar("extensions_of_worker_that_starts", default=None)


def apply():
    from ministack.core import lambda_runtime
    from ministack.services import lambda_svc

    worker = lambda_runtime.ProvidedWorker
    expect(worker, "_pump_output", "(self, stream, log_queue)")
    expect(lambda_svc, "_resolve_layer_zip", "(attachment)")
    expect(lambda_svc, "_extract_zip_preserving_mode", "(zf, dest_dir)")
    replace(worker, "_build_handler_class", "(self, generation, pending)", _build_handler_class)
    replace(worker, "_spawn", "(self, init_timeout)", _spawn)
    replace(worker, "_teardown", "(self)", _end)
    replace(worker, "_discard_tmpdir", "(self)", _end)
    replace(lambda_svc, "_provided_worker_env", "(config, code_dir, port)", _environment)


class _Announcing:
    """A queue of invocations that tells the extensions of each one that the runtime takes."""

    def __init__(self, pending, extensions):
        self._pending = pending
        self._extensions = extensions

    def get(self, timeout):
        taken = self._pending.get(timeout=timeout)
        request_id, _event, deadline_ms, trace_id, arn = taken
        self._extensions.send(
            {
                "eventType": "INVOKE",
                "deadlineMs": deadline_ms,
                "requestId": request_id,
                "invokedFunctionArn": arn,
                "tracing": {"type": "X-Amzn-Trace-Id", "value": trace_id or ""},
            }
        )
        return taken


def _build_handler_class(original):
    def build(self, generation, pending):
        extensions = Extensions(self.config)
        self._local_extensions = extensions
        runtime_api = original(self, generation, _Announcing(pending, extensions))

        class Handler(runtime_api):
            def do_GET(self):
                if self.path == f"{BASE}event/next":
                    self._next_event()
                else:
                    super().do_GET()

            def do_POST(self):
                if self.path == f"{BASE}register":
                    self._register()
                elif self.path in (f"{BASE}init/error", f"{BASE}exit/error"):
                    self._read_body()
                    self._answer(202, {"status": "OK"})
                else:
                    super().do_POST()

            def do_PUT(self):
                self._read_body()
                api = NOT_SUPPORTED.get(self.path)
                if not api:
                    self._respond(404)
                    return
                self._answer(
                    202,
                    {
                        "errorMessage": f"{api} API is not supported",
                        "errorType": f"{api}.NotSupported",
                    },
                )

            def _register(self):
                body = self._read_body()
                if not self.headers.get("Lambda-Extension-Name"):
                    self._refuse("Extension.MissingHeader", "there is no Lambda-Extension-Name")
                    return
                try:
                    events = json.loads(body or b"{}").get("events") or []
                except (ValueError, AttributeError):
                    self._refuse("InvalidRequestFormat", "the body is not a JSON object")
                    return
                unknown = set(events) - {"INVOKE", "SHUTDOWN"}
                if unknown:
                    self._refuse("Extension.InvalidEventType", f"no event is called {unknown.pop()}")
                    return
                config = extensions.config
                self._answer(
                    200,
                    {
                        "functionName": config.get("FunctionName", ""),
                        "functionVersion": config.get("Version", "$LATEST"),
                        "handler": config.get("Handler", "bootstrap"),
                        "accountId": config.get("FunctionArn", ":::::").split(":")[4],
                    },
                    {"Lambda-Extension-Identifier": extensions.register(events)},
                )

            def _next_event(self):
                identifier = self.headers.get("Lambda-Extension-Identifier")
                if identifier not in extensions.queues:
                    self._refuse("Extension.UnknownExtensionIdentifier", "register first", 403)
                    return
                event = extensions.next(identifier)
                if event is None:
                    self._refuse("Extension.ContainerError", "the environment has ended", 500)
                else:
                    self._answer(200, event, {"Lambda-Extension-Event-Identifier": str(uuid.uuid4())})

            def _refuse(self, kind, message, status=400):
                self._answer(status, {"errorType": kind, "errorMessage": message})

            def _answer(self, status, body, headers=None):
                content = json.dumps(body).encode()
                self.send_response(status)
                for name, value in (headers or {}).items():
                    self.send_header(name, value)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

        return Handler

    return build


def _spawn(original):
    def spawn(self, init_timeout=None):
        token = _spawning.set(self)
        try:
            return original(self, init_timeout)
        finally:
            _spawning.reset(token)

    return spawn


def _environment(original):
    def environment(config, code_dir, port):
        made = original(config, code_dir, port)
        worker = _spawning.get()
        return worker._local_extensions.start(worker, made) if worker else made

    return environment


def _end(original):
    def end(self):
        extensions = getattr(self, "_local_extensions", None)
        if extensions:
            extensions.end()
        return original(self)

    return end
