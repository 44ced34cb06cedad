"""The log of an invocation is whole, and is found by the request id that Invoke answers.

AWS has every line of an invocation in CloudWatch Logs, between START and REPORT with its request id; the
`x-amzn-RequestId` of Invoke's answer is that id. What a function wrote before it failed to start is there
as well. (`LogResult` of Invoke is the last 4 KiB, there as here.)

ministack stops reading a quarter of a second after the answer, and what it has not read by then appears in
the next invocation's log; of more than 10,000 lines it drops the first. Invoke answers another id. The log
of a function that fails to start is empty.
"""

import contextvars
import fcntl
import queue
import struct
import termios
import time

from .seam import expect, misfit, replace

WHEN = "ministack.services.lambda_svc"

# A reader that has taken all bytes of the pipe hands on its last lines well within this.
QUIET_SECONDS = 0.01
LONGEST_SECONDS = 5
MAX_LINES = 1_000_000

_request_ids = contextvars.ContextVar("invocation_request_ids", default=None)


def apply():
    from ministack import app
    from ministack.core import lambda_runtime
    from ministack.services import lambda_svc

    if not isinstance(getattr(lambda_runtime, "_PROVIDED_LOG_MAX_LINES", None), int):
        raise misfit("lambda_runtime has no limit of log lines")
    lambda_runtime._PROVIDED_LOG_MAX_LINES = MAX_LINES
    expect(lambda_runtime.ProvidedWorker, "_pump_output", "(self, stream, log_queue)")
    replace(
        lambda_runtime.Worker,
        "_drain_stderr_bounded",
        "(self, first_line_wait, idle_confirm, hard_cap)",
        _drain,
    )
    replace(
        lambda_svc,
        "_emit_lambda_logs",
        "(func, request_id, log_text, error, duration_ms, log_source)",
        _emit,
    )
    replace(
        app,
        "_dispatch_service_request",
        "(method, path, headers, body, query_params, request_id)",
        _dispatch,
    )
    replace(
        lambda_svc, "_execute_function_provided_warm", "(func, event, request_id)", _execute_provided
    )


def _drain(original):
    def drain(self, *args, **kwargs):
        process = self._proc
        if process is None:
            return original(self, *args, **kwargs)
        # A custom runtime's two streams are one; a language's own runtime answers on the other.
        stream = process.stderr or process.stdout
        lines = []
        quiet_since = started = time.monotonic()
        while time.monotonic() - started < LONGEST_SECONDS:
            try:
                lines.append(self._stderr_queue.get_nowait())
                quiet_since = time.monotonic()
                continue
            except queue.Empty:
                pass
            if _unread(stream):
                quiet_since = time.monotonic()
            elif time.monotonic() - quiet_since >= QUIET_SECONDS:
                break
            time.sleep(0.001)
        return "\n".join(lines)

    return drain


def _unread(stream):
    """How many bytes wait in a pipe; none in one that is closed."""
    try:
        return struct.unpack("i", fcntl.ioctl(stream, termios.FIONREAD, b"\0\0\0\0"))[0]
    except (OSError, ValueError):
        return 0


def _emit(original):
    def emit(func, request_id, *args, **kwargs):
        seen = _request_ids.get()
        if seen is not None:
            seen.append(request_id)
        return original(func, request_id, *args, **kwargs)

    return emit


def _dispatch(original):
    async def dispatch(method, path, *args):
        if not path.endswith(("/invocations", "/response-streaming-invocations")):
            return await original(method, path, *args)
        # The invocation runs in a thread with a copy of this context: it sees the same list.
        seen = []
        token = _request_ids.set(seen)
        try:
            status, headers, body = await original(method, path, *args)
        finally:
            _request_ids.reset(token)
        if seen:
            headers["x-amzn-requestid"] = seen[-1]
        return status, headers, body

    return dispatch


def _execute_provided(original):
    def execute(func, event, request_id):
        result = original(func, event, request_id)
        body = result.get("body")
        if result.get("error") and not result.get("log") and isinstance(body, dict):
            return {**result, "log": str(body.get("errorMessage", ""))}
        return result

    return execute
