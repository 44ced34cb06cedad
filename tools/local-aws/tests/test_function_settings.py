"""Settings of a function that its template gives and its invocations show."""

import json
import unittest
from concurrent.futures import ThreadPoolExecutor

from tests.emulator import EmulatorTest

CODE = "import time\ndef handler(e, c):\n    if e.get('fail'): raise Exception('no')\n    time.sleep(e.get('wait', 0))"


def template(**properties):
    return {
        "Transform": "AWS::Serverless-2016-10-31",
        "Resources": {
            "F": {
                "Type": "AWS::Serverless::Function",
                "Properties": {
                    "Runtime": "python3.12", "Handler": "index.handler", "InlineCode": CODE, "Timeout": 10,
                    "EventInvokeConfig": {"MaximumRetryAttempts": 0}, **properties,
                },
            },
            "Failed": {"Type": "AWS::SQS::Queue"},
        },
        "Outputs": {"F": {"Value": {"Ref": "F"}}, "Queue": {"Value": {"Ref": "Failed"}}},
    }


class FunctionSettings(EmulatorTest):
    def failures_of(self, outputs):
        """The bodies that arrive in the queue after an asynchronous invocation that fails."""
        self.emulator.client("lambda").invoke(
            FunctionName=outputs["F"], InvocationType="Event", Payload=b'{"fail": true}'
        )
        answer = self.emulator.client("sqs").receive_message(QueueUrl=outputs["Queue"], WaitTimeSeconds=3)
        return [json.loads(message["Body"]) for message in answer.get("Messages", [])]

    def outcome(self, name):
        """How an invocation of two seconds ends."""
        functions = self.emulator.client("lambda")
        try:
            functions.invoke(FunctionName=name, Payload=b'{"wait": 2}')
        except functions.exceptions.ClientError as error:
            return error.response["Error"]["Code"]
        return "answered"

    def test_dead_letters(self):
        queue = {"Type": "SQS", "TargetArn": {"Fn::GetAtt": ["Failed", "Arn"]}}
        outputs = self.deploy("letters", template(DeadLetterQueue=queue))
        (letter,) = self.failures_of(outputs)
        self.assertEqual(letter["requestPayload"], {"fail": True})
        self.deploy("letters", template())
        self.assertEqual(self.failures_of(outputs), [])
        self.deploy("letters", template(DeadLetterQueue=queue))
        self.assertEqual(len(self.failures_of(outputs)), 1)

    def test_a_name_that_begins_like_a_part_of_a_path(self):
        outputs = self.deploy("url", template(FunctionName="url-shortener", FunctionUrlConfig={"AuthType": "NONE"}))
        functions = self.emulator.client("lambda")
        for name in (outputs["F"], f"{outputs['F']}:$LATEST"):
            configuration = functions.get_function_configuration(FunctionName=name)
            self.assertEqual(configuration["FunctionName"], "url-shortener")
        self.assertIn("FunctionUrl", functions.get_function_url_config(FunctionName="url-shortener"))
        self.assertEqual(self.outcome("url-shortener"), "answered")
        functions.update_function_configuration(FunctionName="url-shortener", Description="new")
        self.assertEqual(functions.get_function(FunctionName="url-shortener")["Configuration"]["Description"], "new")

    def test_reserved_concurrency(self):
        outputs = self.deploy("reserved", template(ReservedConcurrentExecutions=1))
        with ThreadPoolExecutor(3) as pool:
            outcomes = list(pool.map(lambda _: self.outcome(outputs["F"]), range(3)))
        self.assertEqual(sorted(outcomes), ["TooManyRequestsException"] * 2 + ["answered"])
        self.deploy("reserved", template())
        functions = self.emulator.client("lambda")
        answer = functions.get_function_concurrency(FunctionName=outputs["F"])
        self.assertIsNone(answer.get("ReservedConcurrentExecutions"))


if __name__ == "__main__":
    unittest.main()
