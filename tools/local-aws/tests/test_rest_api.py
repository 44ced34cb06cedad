"""REST APIs of `Events: Api`, asked by real requests."""

import base64
import json
import unittest

from tests.emulator import EmulatorTest

ECHO = """
import json
def handler(event, context):
    if event["path"] == "/png":
        return {"statusCode": 200, "headers": {"content-type": "image/png"}, "isBase64Encoded": True,
                "body": "iVBORw=="}
    return {"statusCode": 200, "body": json.dumps(event)}
"""


def template(events, globals_=None, api=None, extra=None):
    if api is not None:
        for one in events.values():
            one["Properties"]["RestApiId"] = {"Ref": "Api"}
    resources = {
        "Echo": {
            "Type": "AWS::Serverless::Function",
            "Properties": {
                "Runtime": "python3.12", "Handler": "index.handler", "InlineCode": ECHO,
                "Events": events,
            },
        },
        **(extra or {}),
    }
    if api is not None:
        resources["Api"] = {"Type": "AWS::Serverless::Api", "Properties": {"StageName": "Prod", **api}}
    ref = "Api" if api is not None else "ServerlessRestApi"
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Transform": "AWS::Serverless-2016-10-31",
        "Globals": globals_ or {},
        "Resources": resources,
        "Outputs": {
            "Url": {"Value": {"Fn::Sub": f"https://${{{ref}}}.execute-api.us-east-1.amazonaws.com/Prod"}}
        },
    }


def event(path, method, **properties):
    return {"Type": "Api", "Properties": {"Path": path, "Method": method, **properties}}


class RestApi(EmulatorTest):
    def test_any_methods_and_greedy_paths(self):
        url = self.deploy(
            "any",
            template(
                {
                    "Root": event("/", "ANY"),
                    "Greedy": event("/{proxy+}", "any"),
                    "One": event("/one/{id}", "get"),
                }
            ),
        )["Url"]
        for method, path, resource, parameters in (
            ("GET", "/", "/", None),
            ("PATCH", "/", "/", None),
            ("DELETE", "/a/b", "/{proxy+}", {"proxy": "a/b"}),
            ("GET", "/one/2", "/one/{id}", {"id": "2"}),
            ("POST", "/one/2", "/{proxy+}", {"proxy": "one/2"}),
        ):
            with self.subTest(f"{method} {path}"):
                got = self.ask(url + path, method)
                self.assertEqual((got["resource"], got["httpMethod"]), (resource, method))
                self.assertEqual(got["pathParameters"], parameters)

    def test_the_address_stays_when_events_change(self):
        first = self.deploy("stays", template({"A": event("/a", "any"), "B": event("/b/c", "get")}))
        second = self.deploy("stays", template({"A": event("/a", "get"), "C": event("/d", "any")}))
        self.assertEqual(first, second)
        url = second["Url"]
        statuses = {
            key: self.emulator.request(url + key.split()[1], key.split()[0])[0]
            for key in ("GET /a", "POST /a", "GET /b/c", "PUT /d")
        }
        self.assertEqual(statuses, {"GET /a": 200, "POST /a": 403, "GET /b/c": 403, "PUT /d": 200})
        self.emulator.restart()
        self.assertEqual(self.ask(f"{url}/d")["resource"], "/d")
        third = self.deploy("stays", template({"A": event("/e/{proxy+}", "any")}))
        self.assertEqual(first, third)
        self.assertEqual(self.emulator.request(f"{url}/d")[0], 403)
        self.assertEqual(self.ask(f"{url}/e/f/g")["pathParameters"], {"proxy": "f/g"})

    def test_a_failed_update_is_rolled_back(self):
        url = self.deploy("rollback", template({"A": event("/a", "any")}))["Url"]
        broken = {
            "Broken": {
                "Type": "AWS::CloudFormation::Stack",
                "DependsOn": ["ServerlessRestApi"],
                "Properties": {"TemplateURL": "https://s3.amazonaws.com/none/none.json"},
            }
        }
        self.deploy("rollback", template({"B": event("/b", "any")}, extra=broken), expect="ROLLBACK_COMPLETE")
        self.assertEqual(self.emulator.request(f"{url}/a", "POST")[0], 200)
        self.assertEqual(self.emulator.request(f"{url}/b")[0], 403)

    def test_a_change_set_calls_it_no_replacement(self):
        self.deploy("changes", template({"A": event("/a", "any")}))
        changes = self.changes(self.change_set("changes", template({"A": event("/b", "any")})))
        self.assertEqual(changes["ServerlessRestApi"], "Modify False")

    def test_cors_preflight_has_its_headers(self):
        url = self.deploy(
            "cors",
            template(
                {"A": event("/a", "put")},
                globals_={"Api": {"Cors": {"AllowOrigin": "'https://a.example'", "AllowHeaders": "'x-a'"}}},
            ),
        )["Url"]
        status, headers, _ = self.emulator.request(f"{url}/a", "OPTIONS")
        self.assertEqual(status, 200)
        self.assertEqual(headers["access-control-allow-origin"], "https://a.example")
        self.assertEqual(headers["access-control-allow-headers"], "x-a")
        self.assertEqual(headers["access-control-allow-methods"], "OPTIONS,PUT")

    def test_binary_media_types(self):
        url = self.deploy(
            "binary",
            template({"A": event("/{proxy+}", "any")}, globals_={"Api": {"BinaryMediaTypes": ["image~1png"]}}),
        )["Url"]
        status, _, body = self.emulator.request(f"{url}/png", headers={"accept": "image/png"})
        self.assertEqual((status, body), (200, base64.b64decode("iVBORw==")))
        got = self.ask(f"{url}/up", "POST", headers={"content-type": "image/png"}, body=b"\x89P")
        self.assertEqual((got["body"], got["isBase64Encoded"]), ("iVA=", True))

    def test_models_and_validators(self):
        api = {
            "Models": {
                "User": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}
            }
        }
        model = {"Model": "User", "Required": True, "ValidateBody": True, "ValidateParameters": True}
        query = {"method.request.querystring.q": {"Required": True}}
        url = self.deploy(
            "models",
            template({"A": event("/u", "post", RequestModel=model, RequestParameters=[query])}, api=api),
        )["Url"]
        as_json = {"content-type": "application/json"}
        for path, body, status in (("/u?q=1", '{"name": "a"}', 200), ("/u?q=1", "{}", 400), ("/u", '{"name": "a"}', 400)):
            with self.subTest(f"{path} {body}"):
                answer = self.emulator.request(url + path, "POST", headers=as_json, body=body)
                self.assertEqual(answer[0], status, answer[2])

    def test_gateway_responses_and_keys(self):
        api = {
            "Auth": {"ApiKeyRequired": True},
            "GatewayResponses": {
                "INVALID_API_KEY": {"StatusCode": 418, "ResponseParameters": {"Headers": {"X-Why": "'no key'"}}}
            },
        }
        url = self.deploy("responses", template({"A": event("/a", "any")}, api=api))["Url"]
        status, headers, _ = self.emulator.request(f"{url}/a", "PUT")
        self.assertEqual((status, headers["x-why"]), (418, "no key"))

    def test_lambda_authorizers(self):
        deny = "def handler(e, c): return {'principalId': 'p', 'policyDocument': {'Version': '2012-10-17', 'Statement': [{'Action': '*', 'Effect': 'Allow' if e['authorizationToken'] == 'open' else 'Deny', 'Resource': '*'}]}}"
        function = {
            "Type": "AWS::Serverless::Function",
            "Properties": {"Runtime": "python3.12", "Handler": "index.handler", "InlineCode": deny},
        }
        api = {
            "Auth": {
                "DefaultAuthorizer": "A",
                "Authorizers": {"A": {"FunctionArn": {"Fn::GetAtt": ["Decide", "Arn"]}}},
            }
        }
        url = self.deploy("authorizer", template({"A": event("/a", "any")}, api=api, extra={"Decide": function}))["Url"]
        for token, status in ((None, 401), ("shut", 403), ("open", 200)):
            headers = {"authorization": token} if token else {}
            self.assertEqual(self.emulator.request(f"{url}/a", "DELETE", headers=headers)[0], status)

    def test_a_definition_in_a_bucket(self):
        s3 = self.emulator.client("s3")
        s3.create_bucket(Bucket="definitions")
        definition = {
            "swagger": "2.0", "info": {"title": "t", "version": "1"},
            "paths": {"/m": {"x-amazon-apigateway-any-method": {"x-amazon-apigateway-integration": {
                "type": "mock", "requestTemplates": {"application/json": '{"statusCode": 203}'},
                "responses": {"203": {"statusCode": "203"}}}}}},
        }
        s3.put_object(Bucket="definitions", Key="api.json", Body=json.dumps(definition).encode())
        url = self.deploy("definition", template({}, api={"DefinitionUri": "s3://definitions/api.json"}))["Url"]
        self.assertEqual(self.emulator.request(f"{url}/m", "PATCH")[0], 203)


if __name__ == "__main__":
    unittest.main()
