"""A local AWS of its own for a test: started, restarted with its state, stopped; and what tests ask it."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import boto3
from botocore.config import Config

SERVE = Path(__file__).with_name("serve.py")


class Emulator:
    """One server process and its folder."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="local-aws-test-"))
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = listener.getsockname()[1]
        self.endpoint = f"http://127.0.0.1:{self.port}"
        self.process = None

    def start(self):
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "TMPDIR": str(self.folder),
            "PYTHONDONTWRITEBYTECODE": "1",
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port),
            "PERSIST_STATE": "1",
            "STATE_DIR": str(self.folder / "state"),
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(self.folder / "s3"),
            "AWS_ENDPOINT_URL": self.endpoint,
            "LAMBDA_EXECUTOR": "local",
            "SFTP_ENABLED": "0",
            "IOT_MTLS_ENABLED": "0",
        }
        with open(self.folder / "server.log", "ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(SERVE)], env=environment, cwd=self.folder, stdout=log, stderr=log
            )
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and self.process.poll() is None:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{self.endpoint}/_ministack/health", timeout=2).close()
                return self
            time.sleep(0.05)
        raise AssertionError(f"the local AWS did not start:\n{self.log()}")

    def stop(self):
        """Ends the server so that it saves its state."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)

    def restart(self):
        self.stop()
        self.start()

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def log(self):
        return (self.folder / "server.log").read_text(errors="replace")

    def client(self, service):
        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(retries={"max_attempts": 1}, s3={"addressing_style": "path"}),
        )

    def request(self, url, method="GET", headers=None, body=None):
        """`(status, headers, body)` of a request to an API's or a function's address in AWS."""
        parts = urlsplit(url)
        name, service = parts.hostname.split(".")[:2]
        address = f"{self.endpoint}/_aws/{service}/{name}{parts.path}"
        address += f"?{parts.query}" if parts.query else ""
        data = body.encode() if isinstance(body, str) else body
        request = urllib.request.Request(address, data=data, method=method, headers=headers or {})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()


class EmulatorTest(unittest.TestCase):
    """Test cases of one file share a server."""

    @classmethod
    def setUpClass(cls):
        cls.emulator = Emulator().start()
        cls.addClassCleanup(cls.emulator.remove)
        cls.cloudformation = cls.emulator.client("cloudformation")

    def change_set(self, stack, template, parameters=None, **options):
        """Creates a change set; its description."""
        client = self.cloudformation
        try:
            state = client.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"]
            kind = "CREATE" if state in ("REVIEW_IN_PROGRESS", "DELETE_COMPLETE") else "UPDATE"
        except client.exceptions.ClientError:
            kind = "CREATE"
        created = client.create_change_set(
            StackName=stack,
            ChangeSetName=f"c{time.time_ns()}",
            ChangeSetType=kind,
            TemplateBody=template if isinstance(template, str) else json.dumps(template),
            Parameters=[
                {"ParameterKey": key, "ParameterValue": value}
                for key, value in (parameters or {}).items()
            ],
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
            **options,
        )
        return client.describe_change_set(ChangeSetName=created["Id"])

    def changes(self, description):
        """`{logical id: action, or action and replacement}` of a change set."""
        found = {}
        for change in description["Changes"]:
            one = change["ResourceChange"]
            replacement = one.get("Replacement")
            text = f"{one['Action']} {replacement}" if replacement else one["Action"]
            found[one["LogicalResourceId"]] = text
        return found

    def deploy(self, stack, template, parameters=None, expect="E_COMPLETE"):
        """Deploys by a change set; the stack's outputs."""
        description = self.change_set(stack, template, parameters)
        self.assertEqual(description["Status"], "CREATE_COMPLETE", description.get("StatusReason"))
        self.cloudformation.execute_change_set(ChangeSetName=description["ChangeSetId"])
        found = self.settled(stack)
        self.assertTrue(found["StackStatus"].endswith(expect), self.failures(stack))
        return {one["OutputKey"]: one["OutputValue"] for one in found.get("Outputs", [])}

    def settled(self, stack):
        deadline = time.monotonic() + 30
        while True:
            found = self.cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
            if not found["StackStatus"].endswith("_IN_PROGRESS"):
                return found
            self.assertLess(time.monotonic(), deadline, found)
            time.sleep(0.05)

    def failures(self, stack):
        events = self.cloudformation.describe_stack_events(StackName=stack)["StackEvents"]
        reasons = [
            f"{one['LogicalResourceId']} {one['ResourceStatus']}: {one.get('ResourceStatusReason')}"
            for one in events
            if one["ResourceStatus"].endswith("FAILED")
        ]
        return "\n".join([*reasons, self.emulator.log()[-2000:]])

    def ask(self, url, method="GET", **options):
        """The JSON that an API answers; the request must succeed."""
        status, _headers, body = self.emulator.request(url, method, **options)
        self.assertEqual(status, 200, body)
        return json.loads(body)
