"""The door in front of the real ministack, without a network."""

import asyncio
import io
import json
import os
import unittest

os.environ["AWS_ACCESS_KEY_ID"] = OWN = "LOCALOWN"
os.environ["GATEWAY_PORT"] = "21000"

from ministack import app as ministack
from ministack.core import lambda_runtime
from ministack.services import lambda_svc, sts

from gate import Gate, Route
from keys import Keys
from routes import route_of
from tests.requests import PORT, signed

KEYS = Keys(OWN, "secret")
KEYS.hand_out()
ROLE = "arn:aws:iam::{}:role/any"


def call(method, path, body="", headers=(), key=OWN, service="lambda"):
    """Status, headers and body as text; unsigned without a key."""
    answer = {"body": b""}
    target, _, query = path.partition("?")
    all_headers = [("host", f"127.0.0.1:{PORT}"), *headers, *([signed(key, service)] if key else [])]
    scope = {
        "type": "http",
        "method": method,
        "path": target,
        "raw_path": target.encode(),
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in all_headers],
        "client": ("127.0.0.1", 1),
    }

    async def receive():
        return {"type": "http.request", "body": body.encode(), "more_body": False}

    async def send(message):
        answer.setdefault("status", message.get("status"))
        answer.setdefault("headers", dict(message.get("headers", [])))
        answer["body"] += message.get("body", b"")

    gate = Gate(ministack.app, port=PORT, is_key=KEYS.is_good, route_of=route_of, log=io.StringIO())
    asyncio.run(gate(scope, receive, send))
    return answer["status"], answer["headers"], answer["body"].decode()


def aws(service, action, key=OWN, **parameters):
    """An operation of the query protocol."""
    fields = "&".join(f"{name}={value}" for name, value in {"Action": action, **parameters}.items())
    form = [("content-type", "application/x-www-form-urlencoded")]
    return call("POST", "/", fields, form, key, service)


def create_url(name, auth_type, key=OWN):
    code = {"ZipFile": "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA=="}
    config = {"FunctionName": name, "Runtime": "provided.al2023", "Handler": "x", "Role": ROLE.format("0" * 12), "Code": code}
    status, _, text = call("POST", "/2015-03-31/functions", json.dumps(config), key=key)
    assert status == 201, text
    _, _, made = call("POST", f"/2021-10-31/functions/{name}/url", json.dumps({"AuthType": auth_type}), key=key)
    return json.loads(made)["FunctionUrl"].split("//")[1].split(".")[0]


class Routes(unittest.TestCase):
    def test_what_only_looks_like_a_function_is_the_aws_api(self):
        for path in [
            "/_aws/lambda-url/",
            "/_aws/lambda-url",
            "/_aws/execute-api/",
            "/_aws/execute-api/abc",
            "/_aws/execute-api/abc/prod/@connections/1",
            "/_aws/Execute-Api/abc/prod/",
            "//_aws/execute-api/abc/prod/",
            "/restapis/abc/prod/_user_request_/x",
            "/_ministack/reset",
            "/_ministack/config",
            "/_ministack/health/",
            "/_ministack/cfn-response",
            "/_localstack/health",
            "/health",
            "/",
        ]:
            for method in ("GET", "POST", "PUT", "OPTIONS"):
                with self.subTest(f"{method} {path}"):
                    self.assertIs(route_of(method, path), Route.API)
        self.assertIs(route_of("POST", "/_ministack/health"), Route.API)
        self.assertIs(route_of("GET", "/_ministack/cfn-response/token"), Route.API)

    def test_no_header_turns_a_function_path_into_a_call_of_the_api(self):
        """ministack guesses services by these where no path decides."""
        disguises = [
            [("x-amz-target", "DynamoDB_20120810.ListTables")],
            [("x-amz-target", "AmazonSQS.ListQueues"), ("content-type", "application/x-amz-json-1.0")],
            [("content-type", "application/x-www-form-urlencoded")],
            [("x-amz-request-route", "a")],
        ]
        for path in ("/_aws/lambda-url/abc/", "/_aws/lambda-url/abc/?Action=ListUsers", "/_aws/execute-api/abc/prod/x"):
            for headers in disguises:
                with self.subTest(f"{path} {headers}"):
                    status, _, body = call("POST", path, "Action=ListUsers", headers, key=None)
                    self.assertEqual(status, 404)
                    self.assertNotIn("List", body)

    def test_a_function_url_is_public_unless_it_says_aws_iam(self):
        public, guarded = create_url("public", "NONE"), create_url("guarded", "AWS_IAM")
        self.assertIs(route_of("GET", f"/_aws/lambda-url/{public}/"), Route.PUBLIC)
        self.assertIs(route_of("GET", f"/_aws/lambda-url/{guarded}/"), Route.SIGNED)
        self.assertEqual(call("GET", f"/_aws/lambda-url/{guarded}/", key=None)[0], 403)
        self.assertNotEqual(call("GET", f"/_aws/lambda-url/{guarded}/")[0], 403)

    def test_the_administration_needs_the_key(self):
        for method, path in [("POST", "/_ministack/reset"), ("POST", "/_ministack/config"), ("GET", "/_ministack/ready")]:
            self.assertEqual(call(method, path, "{}", key=None)[0], 403)
        self.assertEqual(call("GET", "/_ministack/health", key=None)[0], 200)
        self.assertEqual(call("GET", "/_ministack/ready")[0] in (200, 503), True)

    def test_no_answer_of_the_api_lets_a_page_read_it(self):
        for method, path, service in [("GET", "/2015-03-31/functions", "lambda"), ("GET", "/", "s3"), ("OPTIONS", "/", "s3")]:
            status, headers, _ = call(method, path, service=service)
            self.assertEqual(status, 200)
            self.assertEqual([name for name in headers if b"access-control" in name.lower()], [])


class IssuedKeys(unittest.TestCase):
    def identity(self, key):
        return aws("sts", "GetCallerIdentity", key)

    def test_the_own_key_is_of_the_usual_account(self):
        self.assertIn("<Account>000000000000</Account>", self.identity(OWN)[2])
        for other in ("test", "000000000000", "123456789012", "AKIAIOSFODNN7EXAMPLE"):
            self.assertEqual(self.identity(other)[0], 403)

    def test_a_role_that_was_assumed_is_let_in_until_it_expires(self):
        _, _, text = aws("sts", "AssumeRole", RoleArn=ROLE.format("111122223333"), RoleSessionName="a")
        key = text.split("<AccessKeyId>")[1].split("<")[0]
        self.assertIn("<Account>111122223333</Account>", self.identity(key)[2])
        sts._sessions[key]["Expiration"] = 1
        self.assertEqual(self.identity(key)[0], 403)

    def test_a_users_key_is_let_in_while_it_is_active(self):
        aws("iam", "CreateUser", UserName="dev")
        key = aws("iam", "CreateAccessKey", UserName="dev")[2].split("<AccessKeyId>")[1].split("<")[0]
        self.assertEqual(self.identity(key)[0], 200)
        aws("iam", "UpdateAccessKey", UserName="dev", AccessKeyId=key, Status="Inactive")
        self.assertEqual(self.identity(key)[0], 403)

    def test_functions_get_keys_that_are_good_and_of_their_account(self):
        for account in ("000000000000", "222233334444"):
            config = {"FunctionArn": f"arn:aws:lambda:eu-west-1:{account}:function:f"}
            for of_function in (lambda_runtime.execution_credentials, lambda_svc.execution_credentials):
                key = of_function(config)["AWS_ACCESS_KEY_ID"]
                self.assertIn(f"<Account>{account}</Account>", self.identity(key)[2])

    def test_addresses_for_downloads_are_presigned(self):
        create_url("downloaded", "NONE")
        place = json.loads(call("GET", "/2015-03-31/functions/downloaded")[2])["Code"]["Location"]
        path = place.split(f":{PORT}")[1]
        self.assertEqual(call("GET", path, key=None)[0], 200)
        self.assertEqual(call("GET", path.split("?")[0], key=None)[0], 403)


if __name__ == "__main__":
    unittest.main()
