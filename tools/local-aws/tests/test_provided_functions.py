"""Functions of `provided` runtimes: extensions, layers, and the whole log of an invocation.

Their bootstrap is a Python script that speaks Lambda's HTTP APIs.
"""

import base64
import io
import json
import sys
import time
import unittest
import zipfile

from tests.emulator import EmulatorTest

API = """
import json, os, subprocess, sys, threading, urllib.request
base = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"]
def call(path, method="GET", body=None, **headers):
    data = None if body is None else json.dumps(body).encode()
    headers = {k.replace("_", "-"): v for k, v in headers.items()}
    request = urllib.request.Request(base + path, data=data, method=method, headers=headers)
    with urllib.request.urlopen(request) as answer:
        text = answer.read()
        return answer.headers, json.loads(text) if text else None
def register(name, events):
    headers, body = call("/2020-01-01/extension/register", "POST", {"events": events}, Lambda_Extension_Name=name)
    return headers["Lambda-Extension-Identifier"], body
def next_event(identifier):
    return call("/2020-01-01/extension/event/next", Lambda_Extension_Identifier=identifier)[1]
def serve(handler):
    while True:
        headers, event = call("/2018-06-01/runtime/invocation/next")
        request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        call(f"/2018-06-01/runtime/invocation/{request_id}/response", "POST", handler(event, request_id))
"""
INTERNAL = API + """
seen = []
arrived = threading.Event()
identifier, registered = register("inner", ["INVOKE"])
def listen():
    while True:
        seen.append(next_event(identifier))
        arrived.set()
threading.Thread(target=listen, daemon=True).start()
def handler(event, request_id):
    arrived.wait(5)
    arrived.clear()
    return {"registered": registered, "events": seen[-1:], "count": len(seen), "requestId": request_id}
serve(handler)
"""
# `lambda_runtime::spawn_graceful_shutdown_handler` registers for no event, to be told to end.
NO_EVENTS = API + """
identifier, _ = register("none", [])
threading.Thread(target=next_event, args=(identifier,), daemon=True).start()
serve(lambda event, request_id: {"ok": True})
"""
EXTERNAL = API + """
identifier, body = register(os.path.basename(sys.argv[0]), ["INVOKE", "SHUTDOWN"])
print("extension of", body["functionName"], flush=True)
while True:
    event = next_event(identifier)
    open(os.environ["RECORD"], "a").write(event["eventType"] + "\\n")
    if event["eventType"] == "SHUTDOWN":
        break
"""
WITH_LAYER = API + """
def handler(event, request_id):
    return {"tool": subprocess.run(["layer-tool"], capture_output=True, text=True).stdout,
            "library": os.environ["LD_LIBRARY_PATH"].split(":")[0]}
serve(handler)
"""
TELEMETRY = API + """
def handler(event, request_id):
    identifier, _ = register("telemetry", ["INVOKE"])
    results = [call("/2022-07-01/telemetry", "PUT", {}, Lambda_Extension_Identifier=identifier)[1]]
    for path, method, body, headers in (
        ("/2020-01-01/extension/event/next", "GET", None, {"Lambda_Extension_Identifier": "nobody"}),
        ("/2020-01-01/extension/register", "POST", {"events": ["INVOKE"]}, {}),
        ("/2020-01-01/extension/register", "POST", {"events": ["OTHER"]}, {"Lambda_Extension_Name": "x"}),
    ):
        try:
            call(path, method, body, **headers)
        except urllib.error.HTTPError as error:
            results.append({"status": error.code, **json.loads(error.read())})
    return results
serve(handler)
"""
CHATTY = API + """
def handler(event, request_id):
    for number in range(event["lines"]):
        print(event["word"], number, "x" * event.get("width", 0))
    print(event["word"], "last", flush=True)
    return {"requestId": request_id}
serve(handler)
"""
BROKEN = "import sys; print('why it does not start', flush=True); sys.exit(3)"


def archive(files):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as opened:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = 0o755 << 16
            opened.writestr(entry, text)
    return content.getvalue()


def program(code):
    return f"#!{sys.executable}\n{code}"


class ProvidedFunctions(EmulatorTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.functions = cls.emulator.client("lambda")
        cls.logs = cls.emulator.client("logs")

    def make(self, name, code, **options):
        self.functions.create_function(
            FunctionName=name,
            Runtime="provided.al2023",
            Handler="bootstrap",
            Role="arn:aws:iam::000000000000:role/r",
            Code={"ZipFile": archive({"bootstrap": program(code)})},
            Timeout=20,
            **options,
        )

    def invoke(self, name, event=None, **options):
        answer = self.functions.invoke(
            FunctionName=name, Payload=json.dumps(event or {}).encode(), **options
        )
        return answer, json.loads(answer["Payload"].read())

    def layer(self, name, files):
        published = self.functions.publish_layer_version(
            LayerName=name, Content={"ZipFile": archive(files)}
        )
        return published["LayerVersionArn"]

    def log_lines(self, name, request_id=None):
        """The lines of a function's log; those of one request, from START to REPORT."""
        pages = self.logs.get_paginator("filter_log_events").paginate(logGroupName=f"/aws/lambda/{name}")
        lines = [event["message"].rstrip("\n") for page in pages for event in page["events"]]
        if request_id is None:
            return lines
        starts = [at for at, line in enumerate(lines) if line.startswith(f"START RequestId: {request_id}")]
        ends = [at for at, line in enumerate(lines) if line.startswith(f"REPORT RequestId: {request_id}")]
        self.assertEqual((len(starts), len(ends)), (1, 1), lines[:20])
        return lines[starts[0] : ends[0] + 1]

    def test_an_internal_extension(self):
        self.make("internal", INTERNAL)
        for count in (1, 2):
            answer, body = self.invoke("internal")
            self.assertNotIn("FunctionError", answer)
            self.assertEqual(body["count"], count)
            (event,) = body["events"]
            self.assertEqual(event["eventType"], "INVOKE")
            self.assertEqual(event["requestId"], body["requestId"])
            self.assertEqual(
                event["invokedFunctionArn"], "arn:aws:lambda:us-east-1:000000000000:function:internal"
            )
            self.assertGreater(event["deadlineMs"], time.time() * 1000)
            self.assertIn("value", event["tracing"])
        self.assertEqual(
            body["registered"],
            {
                "functionName": "internal", "functionVersion": "$LATEST", "handler": "bootstrap",
                "accountId": "000000000000",
            },
        )

    def test_an_extension_of_no_event(self):
        self.make("none", NO_EVENTS)
        self.assertEqual([self.invoke("none")[1] for _ in range(2)], [{"ok": True}] * 2)

    def test_an_external_extension_and_a_layer(self):
        record = self.emulator.folder / "external-events"
        first = self.layer("first", {"bin/layer-tool": "#!/bin/sh\nprintf one", "lib/x.so": ""})
        second = self.layer("second", {"extensions/outer": program(EXTERNAL), "bin/layer-tool": "#!/bin/sh\nprintf two"})
        self.make(
            "external", WITH_LAYER, Layers=[first, second], Environment={"Variables": {"RECORD": str(record)}}
        )
        answer, body = self.invoke("external")
        self.assertNotIn("FunctionError", answer, body)
        self.assertEqual(body["tool"], "two")
        self.invoke("external")
        self.assertIn("extension of external", self.log_lines("external"))
        self.functions.delete_function(FunctionName="external")
        deadline = time.monotonic() + 10
        while "SHUTDOWN" not in record.read_text() and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertEqual(record.read_text().split(), ["INVOKE", "INVOKE", "SHUTDOWN"])

    def test_an_external_extension_that_ends_fails_the_start(self):
        layer = self.layer("ends", {"extensions/outer": program("import sys; sys.exit(4)")})
        self.make("ends", NO_EVENTS, Layers=[layer])
        answer, body = self.invoke("ends")
        self.assertEqual(answer["FunctionError"], "Unhandled")
        self.assertIn("an extension ended with 4 while the function started", body["errorMessage"])

    def test_what_the_api_refuses(self):
        self.make("refuses", TELEMETRY)
        _, (telemetry, unknown, nameless, event) = self.invoke("refuses")
        self.assertEqual(telemetry["errorType"], "Telemetry.NotSupported")
        self.assertEqual((unknown["status"], unknown["errorType"]), (403, "Extension.UnknownExtensionIdentifier"))
        self.assertEqual((nameless["status"], event["errorType"]), (400, "Extension.InvalidEventType"))

    def test_the_log_of_a_request_is_whole(self):
        self.make("chatty", CHATTY)
        self.invoke("chatty", {"lines": 1, "word": "warm"})
        answers = [self.invoke("chatty", {"lines": 15000, "word": word, "width": 80}, LogType="Tail") for word in ("one", "two")]
        for word, (answer, body) in zip(("one", "two"), answers):
            request_id = answer["ResponseMetadata"]["RequestId"]
            self.assertEqual(request_id, body["requestId"])
            self.assertLessEqual(len(base64.b64decode(answer["LogResult"])), 4096)
            start, *lines, end, _report = self.log_lines("chatty", request_id)
            self.assertEqual(len(lines), 15001)
            self.assertEqual({line.split()[0] for line in lines}, {word})
            self.assertEqual((lines[0].split()[1], lines[-1]), ("0", f"{word} last"))
            self.assertTrue(end.startswith(f"END RequestId: {request_id}"))
            self.assertTrue(start.startswith(f"START RequestId: {request_id} Version: $LATEST"))

    def test_the_log_of_a_function_that_does_not_start(self):
        self.make("broken", BROKEN)
        answer, _ = self.invoke("broken")
        self.assertEqual(answer["FunctionError"], "Unhandled")
        lines = self.log_lines("broken", answer["ResponseMetadata"]["RequestId"])
        self.assertIn("why it does not start", "\n".join(lines))


if __name__ == "__main__":
    unittest.main()
