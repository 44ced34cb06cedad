"""DynamoDB streams over a restart."""

import json
import time
import unittest

from tests.emulator import EmulatorTest

CODE = """
def handler(event, context):
    for record in event["Records"]:
        print("record", record["dynamodb"]["Keys"]["id"]["S"])
"""
TEMPLATE = {
    "Transform": "AWS::Serverless-2016-10-31",
    "Resources": {
        "Orders": {
            "Type": "AWS::DynamoDB::Table",
            "Properties": {
                "TableName": "orders",
                "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
                "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
                "StreamSpecification": {"StreamViewType": "NEW_IMAGE"},
            },
        },
        "F": {
            "Type": "AWS::Serverless::Function",
            "Properties": {
                "FunctionName": "reader", "Runtime": "python3.12", "Handler": "index.handler",
                "InlineCode": CODE,
                "Events": {
                    "Orders": {
                        "Type": "DynamoDB",
                        "Properties": {
                            "Stream": {"Fn::GetAtt": ["Orders", "StreamArn"]},
                            "StartingPosition": "TRIM_HORIZON",
                        },
                    }
                },
            },
        },
    },
}


class Streams(EmulatorTest):
    def put(self, *ids):
        for one in ids:
            self.emulator.client("dynamodb").put_item(TableName="orders", Item={"id": {"S": one}})

    def await_records(self, wanted):
        logs = self.emulator.client("logs")
        deadline = time.monotonic() + 15
        found = []
        while time.monotonic() < deadline and len(found) < len(wanted):
            time.sleep(0.1)
            try:
                events = logs.filter_log_events(logGroupName="/aws/lambda/reader")["events"]
            except logs.exceptions.ResourceNotFoundException:
                continue
            found = [one["message"].split()[1] for one in events if one["message"].startswith("record ")]
        self.assertEqual(found, wanted)

    def test_nothing_is_lost_or_repeated(self):
        self.deploy("streams", json.loads(json.dumps(TEMPLATE)))
        self.put("a", "b", "c")
        self.await_records(["a", "b", "c"])
        self.emulator.restart()
        self.put("d")
        self.await_records(["a", "b", "c", "d"])
        self.put("e", "f")
        self.await_records(["a", "b", "c", "d", "e", "f"])


if __name__ == "__main__":
    unittest.main()
