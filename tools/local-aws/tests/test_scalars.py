"""Scalars of templates: what CloudFormation makes of them, apart and in a running server."""

import json
import subprocess
import unittest
from pathlib import Path

import property_types
from behaviour.resource_schemas import recreation_of, shape_of
from behaviour.scalars import Decimal, as_text, coerce
from behaviour.template_scalars import parse_template
from tests.emulator import EmulatorTest


class Scalars(unittest.TestCase):
    def test_text(self):
        for value, text in (
            (10, "10"), (True, "true"), (False, "false"), (Decimal("1.0"), "1.0"),
            (Decimal("1e3"), "1e3"), (12345678901234567890, "12345678901234567890"), ("x", "x"),
        ):
            self.assertEqual(as_text(value), text)

    def test_by_type(self):
        shape = {"Text": "s", "Whole": "i", "Flag": "b", "Real": "n", "Any": {"*": "s"}, "List": ["i"]}
        given = {
            "Text": 1, "Whole": "256", "Flag": "true", "Real": "1.50", "Any": {"A": False, "B": 2},
            "List": ["1", 2], "Unknown": 3,
        }
        self.assertEqual(
            coerce(given, shape),
            {
                "Text": "1", "Whole": 256, "Flag": True, "Real": 1.5, "Any": {"A": "false", "B": "2"},
                "List": [1, 2], "Unknown": 3,
            },
        )
        self.assertEqual(coerce(256.0, "i"), 256)

    def test_what_cannot_be_made_it_is_refused(self):
        for shape, value, kind in (("i", "big", "Integer"), ("i", 1.5, "Integer"), ("i", True, "Integer"), ("b", "yes", "Boolean"), ("n", "x", "Number")):
            with self.subTest(f"{shape} {value}"), self.assertRaisesRegex(ValueError, f"#/A: expected type: {kind}"):
                coerce({"A": value}, {"A": shape})

    def test_digits_of_a_template(self):
        value = '{"Mappings": {"A": {"B": {"C": 1.0, "D": 1E3, "E": 100000000000000000001, "F": 0.10}}}}'
        found = parse_template(value)["Mappings"]["A"]["B"]
        self.assertEqual([as_text(one) for one in found.values()], ["1.0", "1E3", "100000000000000000001", "0.10"])
        yaml = "Mappings:\n  A: {B: {C: 1.0, D: 1e3, E: 100000000000000000001, F: 0.10, G: .5}}\n"
        found = parse_template(yaml)["Mappings"]["A"]["B"]
        self.assertEqual([as_text(one) for one in found.values()], ["1.0", "1e3", "100000000000000000001", "0.10", ".5"])

    def test_null_is_refused(self):
        with self.assertRaisesRegex(ValueError, r"\[/Resources/F/Properties/A/0\] 'null' values are not allowed"):
            parse_template('{"Resources": {"F": {"Properties": {"A": [null]}}}}')

    def test_shapes_are_those_of_the_pinned_schemas(self):
        python = next(Path(__file__).parents[3].glob(".tools/sam-*/bin/python"))
        made = "\n".join(property_types.made_types())
        written = subprocess.run(
            [python, property_types.__file__], input=made, capture_output=True, text=True, check=True
        )
        file = Path(property_types.__file__).parent / "behaviour" / "property-types.jsonl"
        self.assertEqual(file.read_text(), written.stdout)
        self.assertEqual(shape_of("AWS::Lambda::Function")["Environment"], {"Variables": {"*": "s"}})
        for name, recreation in (("LogGroupName", "Always"), ("RetentionInDays", "Never")):
            self.assertEqual(recreation_of("AWS::Logs::LogGroup", name), recreation)


TEMPLATE = """{
 "AWSTemplateFormatVersion": "2010-09-09",
 "Transform": "AWS::Serverless-2016-10-31",
 "Parameters": {"Flag": {"Type": "String", "Default": true}},
 "Globals": {"Function": {"Tags": {"cost": 12}}},
 "Mappings": {"M": {"K": {"Ratio": 2.50, "On": false}}},
 "Resources": {
  "F": {"Type": "AWS::Serverless::Function", "Properties": {
   "Runtime": "python3.12", "Handler": "index.handler", "MemorySize": "256", "Timeout": "7",
   "InlineCode": "import os\\ndef handler(e, c): return {k: os.environ[k] for k in e}",
   "Environment": {"Variables": {
     "INT": 10, "TRUE": true, "FALSE": false, "REAL": 1.0, "EXP": 1e3, "BIG": 12345678901234567890,
     "NEG": -1, "TEXT": "t", "FLAG": {"Ref": "Flag"},
     "MAPPED": {"Fn::FindInMap": ["M", "K", "Ratio"]},
     "JOINED": {"Fn::Join": [",", [1, true, {"Fn::FindInMap": ["M", "K", "On"]}]]},
     "SUB": {"Fn::Sub": ["${a}-${b}", {"a": true, "b": 0.10}]}}}}},
  "L": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": {"Fn::Sub": "/aws/lambda/${F}"}, "RetentionInDays": "14"}},
  "Q": {"Type": "AWS::SQS::Queue", "Properties": {"VisibilityTimeout": "45", "DelaySeconds": 3, "FifoQueue": "true", "QueueName": "scalars.fifo"}},
  "P": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Name": "/scalars/p", "Value": 42, "Description": 7, "Tags": {"a": true}}},
  "T": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": 123456, "Tags": [{"Key": "k", "Value": 1.50}]}},
  "N": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "https://s3.amazonaws.com/nested/n.json", "Parameters": {"Size": 3, "Keep": false}}}
 },
 "Outputs": {"Nested": {"Value": {"Fn::GetAtt": ["N", "Outputs.Both"]}}, "F": {"Value": {"Ref": "F"}}}
}"""
NESTED = {
    "Parameters": {"Size": {"Type": "Number"}, "Keep": {"Type": "String", "AllowedValues": ["true", "false"]}},
    "Resources": {"T": {"Type": "AWS::SNS::Topic"}},
    "Outputs": {"Both": {"Value": {"Fn::Sub": "${Size} ${Keep}"}}},
}


class Deployed(EmulatorTest):
    def test_a_stack(self):
        s3 = self.emulator.client("s3")
        s3.create_bucket(Bucket="nested")
        s3.put_object(Bucket="nested", Key="n.json", Body=json.dumps(NESTED).encode())
        outputs = self.deploy("scalars", TEMPLATE)
        self.check(outputs)
        self.assertEqual(self.change_set("scalars", TEMPLATE)["Status"], "FAILED")
        self.emulator.restart()
        self.assertEqual(self.change_set("scalars", TEMPLATE)["Status"], "FAILED")
        changed = TEMPLATE.replace('"INT": 10', '"INT": 11').replace('"VisibilityTimeout": "45"', '"VisibilityTimeout": 46')
        self.deploy("scalars", changed)
        self.check(outputs, INT="11", visibility="46")
        self.cloudformation.delete_stack(StackName="scalars")
        self.cloudformation.get_waiter("stack_delete_complete").wait(
            StackName="scalars", WaiterConfig={"Delay": 1, "MaxAttempts": 20}
        )
        self.assertEqual(self.emulator.client("sns").list_topics()["Topics"], [])

    def check(self, outputs, INT="10", visibility="45"):
        wanted = {
            "INT": INT, "TRUE": "true", "FALSE": "false", "REAL": "1.0", "EXP": "1e3",
            "BIG": "12345678901234567890", "NEG": "-1", "TEXT": "t", "FLAG": "true", "MAPPED": "2.50",
            "JOINED": "1,true,false", "SUB": "true-0.10",
        }
        functions = self.emulator.client("lambda")
        answer = functions.invoke(FunctionName=outputs["F"], Payload=json.dumps(list(wanted)).encode())
        self.assertEqual(json.loads(answer["Payload"].read()), wanted)
        configuration = functions.get_function_configuration(FunctionName=outputs["F"])
        self.assertEqual((configuration["MemorySize"], configuration["Timeout"]), (256, 7))
        tags = functions.list_tags(Resource=configuration["FunctionArn"])["Tags"]
        self.assertEqual(tags["cost"], "12")
        logs = self.emulator.client("logs").describe_log_groups(logGroupNamePrefix=f"/aws/lambda/{outputs['F']}")
        self.assertEqual(logs["logGroups"][0]["retentionInDays"], 14)
        queue = self.emulator.client("sqs")
        url = queue.get_queue_url(QueueName="scalars.fifo")["QueueUrl"]
        attributes = queue.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        self.assertEqual((attributes["VisibilityTimeout"], attributes["DelaySeconds"]), (visibility, "3"))
        parameter = self.emulator.client("ssm").get_parameter(Name="/scalars/p")["Parameter"]
        self.assertEqual(parameter["Value"], "42")
        topics = self.emulator.client("sns").list_topics()["Topics"]
        self.assertIn("123456", [one["TopicArn"].rpartition(":")[2] for one in topics])
        self.assertEqual(outputs["Nested"], "3 false")

    def test_a_text_that_is_no_number_fails_the_resource(self):
        body = {"Resources": {"Q": {"Type": "AWS::SQS::Queue", "Properties": {"DelaySeconds": "soon"}}}}
        self.deploy("wrong", body, expect="ROLLBACK_COMPLETE")
        self.assertIn("#/DelaySeconds: expected type: Integer, found: String (soon)", self.failures("wrong"))

    def test_null_is_refused_by_the_server(self):
        body = {"Resources": {"Q": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": None}}}}
        with self.assertRaisesRegex(Exception, "'null' values are not allowed in templates"):
            self.change_set("null", body)


if __name__ == "__main__":
    unittest.main()
