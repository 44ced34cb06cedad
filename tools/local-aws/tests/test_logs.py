"""CloudWatch Logs: pages of FilterLogEvents."""

import time
import unittest

from tests.emulator import EmulatorTest


class Logs(EmulatorTest):
    def test_pages(self):
        logs = self.emulator.client("logs")
        logs.create_log_group(logGroupName="g")
        now = int(time.time() * 1000)
        for stream in ("a", "b"):
            logs.create_log_stream(logGroupName="g", logStreamName=stream)
            events = [{"timestamp": now + at, "message": f"{stream}{at}"} for at in range(6)]
            logs.put_log_events(logGroupName="g", logStreamName=stream, logEvents=events)

        def read(**options):
            pages = logs.get_paginator("filter_log_events").paginate(logGroupName="g", **options)
            return [[event["message"] for event in page["events"]] for page in pages]

        every = [f"{stream}{at}" for at in range(6) for stream in ("a", "b")]
        self.assertEqual(read(), [every])
        self.assertEqual(read(PaginationConfig={"PageSize": 5}), [every[:5], every[5:10], every[10:]])
        self.assertEqual(read(PaginationConfig={"PageSize": 6}), [every[:6], every[6:]])
        self.assertEqual(read(logStreamNames=["b"], startTime=now + 2, endTime=now + 3), [["b2", "b3"]])
        self.assertEqual(read(logStreamNamePrefix="a", filterPattern='"a4"'), [["a4"]])
        with self.assertRaisesRegex(Exception, "nextToken is invalid"):
            logs.filter_log_events(logGroupName="g", nextToken="other")
        with self.assertRaisesRegex(Exception, "ResourceNotFound"):
            logs.filter_log_events(logGroupName="none")


if __name__ == "__main__":
    unittest.main()
