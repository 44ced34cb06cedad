"""HTTP APIs of `Events: HttpApi`, asked by real requests."""

import json
import unittest

from tests.emulator import EmulatorTest
from tests.http_api_templates import DEFINITION, MULTI, authorized, event, template

class HttpApi(EmulatorTest):
    def test_routes_are_matched_as_in_aws(self):
        url = self.deploy(
            "routes",
            template(
                {
                    "Default": event(),
                    "One": event("/items/{id}", "get"),
                    "Any": event("/any", "any"),
                    "Greedy": event("/files/{proxy+}", "any"),
                }
            ),
        )["Url"]
        for method, path, route, parameters in (
            ("GET", "/items/7", "GET /items/{id}", {"id": "7"}),
            ("POST", "/items/7", "$default", None),
            ("DELETE", "/any", "ANY /any", None),
            ("PUT", "/files/a/b", "ANY /files/{proxy+}", {"proxy": "a/b"}),
            ("GET", "/", "$default", None),
            ("OPTIONS", "/any", "ANY /any", None),
        ):
            with self.subTest(f"{method} {path}"):
                got = self.ask(url + path, method)
                self.assertEqual(got["routeKey"], route)
                self.assertEqual(got.get("pathParameters"), parameters)
                self.assertEqual(got["requestContext"]["http"]["method"], method)
                self.assertEqual(got["rawPath"], path)

    def test_an_update_changes_routes_and_keeps_the_address(self):
        first = self.deploy("update", template({"A": event("/a", "get"), "B": event("/b", "get")}))
        second = self.deploy("update", template({"B": event("/b", "post"), "C": event("/c", "get")}))
        self.assertEqual(first, second)
        url = second["Url"]
        statuses = {
            key: self.emulator.request(url + key.split()[1], key.split()[0])[0]
            for key in ("GET /a", "GET /b", "POST /b", "GET /c")
        }
        self.assertEqual(
            statuses, {"GET /a": 404, "GET /b": 404, "POST /b": 200, "GET /c": 200}
        )

    def test_a_failed_update_is_rolled_back(self):
        url = self.deploy("rollback", template({"A": event("/a", "get")}))["Url"]
        broken = template(
            {"B": event("/b", "get")},
            extra={
                "Broken": {
                    "Type": "AWS::CloudFormation::Stack",
                    "DependsOn": ["ServerlessHttpApi", "Echo"],
                    "Properties": {"TemplateURL": "https://s3.amazonaws.com/none/none.json"},
                }
            },
        )
        self.deploy("rollback", broken, expect="ROLLBACK_COMPLETE")
        self.assertEqual(self.emulator.request(f"{url}/a")[0], 200)
        self.assertEqual(self.emulator.request(f"{url}/b")[0], 404)

    def test_a_deleted_stack_leaves_nothing(self):
        url = self.deploy("deleted", template({"A": event("/a", "get")}))["Url"]
        self.cloudformation.delete_stack(StackName="deleted")
        self.cloudformation.get_waiter("stack_delete_complete").wait(
            StackName="deleted", WaiterConfig={"Delay": 1, "MaxAttempts": 20}
        )
        self.assertEqual(self.emulator.request(f"{url}/a")[0], 404)

    def test_a_restart_keeps_routes_and_authorizers(self):
        url = self.deploy("restart", authorized())["Url"]
        self.emulator.restart()
        self.assertEqual(self.emulator.request(f"{url}/open")[0], 200)
        self.assertEqual(self.emulator.request(f"{url}/closed")[0], 401)
        self.assertEqual(
            self.emulator.request(f"{url}/closed", headers={"authorization": "open"})[0], 200
        )
        self.deploy("restart", template({"A": event("/after", "get")}, api={}))
        self.assertEqual(self.emulator.request(f"{url}/after")[0], 200)
        self.assertEqual(self.emulator.request(f"{url}/open")[0], 404)

    def test_authorizers_decide(self):
        url = self.deploy("authorized", authorized())["Url"]
        for path, headers, status in (
            ("/open", {}, 200),
            ("/closed", {}, 401),
            ("/closed", {"authorization": "shut"}, 403),
            ("/closed", {"authorization": "open"}, 200),
            ("/jwt", {}, 401),
            ("/jwt", {"authorization": "Bearer x.y.z"}, 401),
            ("/iam", {}, 403),
        ):
            with self.subTest(f"{path} {headers}"):
                self.assertEqual(self.emulator.request(url + path, headers=headers)[0], status)
        got = self.ask(f"{url}/closed", headers={"authorization": "open"})
        self.assertEqual(got["requestContext"]["authorizer"], {"lambda": {"user": "ann"}})

    def test_payload_2(self):
        url = self.deploy("payload2", template({"A": event("/{p}", "any")}, api={"StageVariables": {"s": "v"}}))["Url"]
        got = self.ask(
            f"{url}/x?a=1&a=2&b=%20", "POST",
            headers={"cookie": "a=b; c=d", "content-type": "application/json"}, body="{}",
        )
        self.assertEqual(got["version"], "2.0")
        self.assertEqual(got["cookies"], ["a=b", "c=d"])
        self.assertNotIn("cookie", got["headers"])
        self.assertEqual(got["stageVariables"], {"s": "v"})
        self.assertEqual(got["queryStringParameters"], {"a": "1,2", "b": " "})
        self.assertEqual(got["rawQueryString"], "a=1&a=2&b=%20")
        self.assertEqual((got["body"], got["isBase64Encoded"]), ("{}", False))

    def test_payload_1(self):
        one = event("/old/{p}", "any", PayloadFormatVersion="1.0")
        url = self.deploy("payload1", template({"A": one}, api={"StageVariables": {"s": "v"}}, code=MULTI))["Url"]
        status, headers, body = self.emulator.request(
            f"{url}/old/x?a=1&a=2", "PUT", headers={"cookie": "a=b"}
        )
        got = json.loads(body)
        self.assertEqual(status, 201)
        self.assertEqual(headers.get_all("set-cookie"), ["m=1", "n=2"])
        self.assertEqual(got["version"], "1.0")
        self.assertEqual(got["httpMethod"], "PUT")
        self.assertEqual((got["resource"], got["path"]), ("/old/{p}", "/old/x"))
        self.assertEqual(got["pathParameters"], {"p": "x"})
        self.assertEqual(got["multiValueQueryStringParameters"], {"a": ["1", "2"]})
        self.assertEqual(got["queryStringParameters"], {"a": "2"})
        self.assertEqual(got["headers"]["cookie"], "a=b")
        self.assertEqual(got["stageVariables"], {"s": "v"})

    def test_a_named_stage_is_part_of_the_path(self):
        url = self.deploy("stage", template({"A": event("/x", "get")}, api={"StageName": "prod"}))["Url"]
        got = self.ask(f"{url}/prod/x")
        self.assertEqual((got["rawPath"], got["requestContext"]["stage"]), ("/prod/x", "prod"))
        self.assertEqual(self.emulator.request(f"{url}/x")[0], 404)

    def test_cors(self):
        cors = {
            "AllowOrigins": ["https://a.example"], "AllowMethods": ["GET", "PUT"],
            "AllowHeaders": ["x-a"], "MaxAge": 60, "AllowCredentials": True,
        }
        url = self.deploy("cors", template({"A": event("/a", "get")}, api={"CorsConfiguration": cors}))["Url"]
        preflight = {"origin": "https://a.example", "access-control-request-method": "PUT"}
        status, headers, _ = self.emulator.request(f"{url}/a", "OPTIONS", headers=preflight)
        self.assertEqual(status, 204)
        self.assertEqual(headers["access-control-allow-origin"], "https://a.example")
        self.assertEqual(headers["access-control-allow-methods"], "GET,PUT")
        self.assertEqual(headers["access-control-allow-headers"], "x-a")
        self.assertEqual(headers["access-control-max-age"], "60")
        self.assertEqual(headers["access-control-allow-credentials"], "true")
        status, headers, _ = self.emulator.request(
            f"{url}/a", "OPTIONS", headers={**preflight, "origin": "https://b.example"}
        )
        self.assertEqual((status, headers["access-control-allow-origin"]), (204, None))
        _, headers, _ = self.emulator.request(f"{url}/a", headers={"origin": "https://a.example"})
        self.assertEqual(headers["access-control-allow-origin"], "https://a.example")

    def test_an_api_without_sam(self):
        plain = template({})
        plain["Resources"]["Plain"] = {
            "Type": "AWS::ApiGatewayV2::Api",
            "Properties": {
                "Name": "plain", "ProtocolType": "HTTP", "Target": {"Fn::GetAtt": ["Echo", "Arn"]},
                "CorsConfiguration": {"AllowOrigins": ["https://*"]},
            },
        }
        plain["Outputs"]["Url"]["Value"] = {
            "Fn::Sub": "https://${Plain}.execute-api.us-east-1.amazonaws.com"
        }
        url = self.deploy("plain", plain)["Url"]
        self.assertEqual(self.ask(f"{url}/any/where")["routeKey"], "$default")
        _, headers, _ = self.emulator.request(f"{url}/", headers={"origin": "https://c.example"})
        self.assertEqual(headers["access-control-allow-origin"], "https://c.example")

    def test_a_definition_in_a_bucket(self):
        s3 = self.emulator.client("s3")
        s3.create_bucket(Bucket="definitions")
        s3.put_object(Bucket="definitions", Key="api.yml", Body=DEFINITION)
        api = {"DefinitionUri": {"Bucket": "definitions", "Key": "api.yml"}}
        url = self.deploy("definition", template({}, api=api))["Url"]
        # There is no such function: AWS answers 500, and the route is there.
        self.assertNotEqual(self.emulator.request(f"{url}/defined")[0], 404)
        self.assertEqual(self.emulator.request(f"{url}/other")[0], 404)


if __name__ == "__main__":
    unittest.main()
