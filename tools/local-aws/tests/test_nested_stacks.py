"""Nested stacks: their templates and their change sets."""

import json
import unittest

from tests.emulator import EmulatorTest

CHILD = {
    "Transform": "AWS::Serverless-2016-10-31",
    "Parameters": {"Keep": {"Type": "String"}},
    "Conditions": {"IsKept": {"Fn::Equals": [{"Ref": "Keep"}, "true"]}},
    "Resources": {
        "Orders": {
            "Type": "AWS::Serverless::SimpleTable",
            "Condition": "IsKept",
        },
        "Topic": {"Type": "AWS::SNS::Topic"},
    },
}


def parent(key="child.json"):
    return {
        "Parameters": {"Keep": {"Type": "String", "Default": "true"}},
        "Resources": {
            "Nested": {
                "Type": "AWS::CloudFormation::Stack",
                "Properties": {
                    "TemplateURL": f"https://s3.amazonaws.com/nested/{key}",
                    "Parameters": {"Keep": {"Ref": "Keep"}},
                },
            },
            "Other": {"Type": "AWS::SNS::Topic"},
        },
    }


class NestedStacks(EmulatorTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.s3 = cls.emulator.client("s3")
        cls.s3.create_bucket(Bucket="nested")
        cls.put("child.json", CHILD)

    @classmethod
    def put(cls, key, body):
        cls.s3.put_object(Bucket="nested", Key=key, Body=json.dumps(body).encode())

    def tables(self, prefix):
        names = self.emulator.client("dynamodb").list_tables()["TableNames"]
        return [name for name in names if name.startswith(prefix)]

    def nested_changes(self, description):
        ids = [
            change["ResourceChange"]["ChangeSetId"]
            for change in description["Changes"]
            if change["ResourceChange"].get("ChangeSetId")
        ]
        return [self.cloudformation.describe_change_set(ChangeSetName=one) for one in ids]

    def test_a_sam_template(self):
        self.deploy("sam", parent())
        self.assertEqual(len(self.tables("sam")), 1)

    def test_what_an_update_removes_there_is_listed(self):
        self.deploy("flip", parent())
        description = self.change_set("flip", parent(), {"Keep": "false"}, IncludeNestedStacks=True)
        self.assertEqual(self.changes(description), {"Nested": "Modify False"})
        self.assertTrue(description["IncludeNestedStacks"])
        (nested,) = self.nested_changes(description)
        self.assertEqual(self.changes(nested), {"Orders": "Remove"})
        self.assertEqual(nested["ParentChangeSetId"], description["ChangeSetId"])
        self.cloudformation.delete_change_set(ChangeSetName=description["ChangeSetId"])
        with self.assertRaisesRegex(Exception, "does not exist"):
            self.cloudformation.describe_change_set(ChangeSetName=nested["ChangeSetId"])
        self.deploy("flip", parent(), {"Keep": "false"})
        self.assertEqual(self.tables("flip"), [])

    def test_another_template_of_it(self):
        self.deploy("other", parent())
        self.put("second.json", {**CHILD, "Resources": {"Orders": CHILD["Resources"]["Orders"]}})
        description = self.change_set("other", parent("second.json"), IncludeNestedStacks=True)
        (nested,) = self.nested_changes(description)
        self.assertEqual(self.changes(nested), {"Topic": "Remove"})

    def test_a_nested_stack_that_stays(self):
        self.deploy("stays", parent())
        self.assertEqual(self.change_set("stays", parent(), IncludeNestedStacks=True)["Status"], "FAILED")
        changed = parent()
        changed["Resources"]["Other"]["Properties"] = {"DisplayName": "other"}
        description = self.change_set("stays", changed, IncludeNestedStacks=True)
        self.assertEqual(self.changes(description), {"Other": "Modify False"})
        self.assertEqual(self.nested_changes(description), [])


if __name__ == "__main__":
    unittest.main()
