"""What a change set lists, and what its execution does, where conditions and parameters decide."""

import unittest

from tests.emulator import EmulatorTest

TABLE = {
    "Type": "AWS::DynamoDB::Table",
    "Properties": {
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    },
}


def template(resources, **sections):
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Parameters": {"On": {"Type": "String", "Default": True, "AllowedValues": [True, False]}},
        "Conditions": {
            "IsOn": {"Fn::Equals": [{"Ref": "On"}, True]},
            "IsOff": {"Fn::Not": [{"Condition": "IsOn"}]},
        },
        "Resources": {"Always": {"Type": "AWS::SNS::Topic"}, **resources},
        **sections,
    }


class ChangeSets(EmulatorTest):
    def tables(self):
        return self.emulator.client("dynamodb").list_tables()["TableNames"]

    def test_a_condition_that_becomes_false_removes_what_holds_data(self):
        body = template({"Orders": {**TABLE, "Condition": "IsOn"}})
        self.deploy("flip", body)
        self.assertEqual(len([name for name in self.tables() if name.startswith("flip")]), 1)
        description = self.change_set("flip", body, {"On": "false"})
        self.assertEqual(self.changes(description), {"Orders": "Remove"})
        removed = description["Changes"][0]["ResourceChange"]
        self.assertEqual(removed["PolicyAction"], "Delete")
        self.assertTrue(removed["PhysicalResourceId"].startswith("flip"))
        self.deploy("flip", body, {"On": "false"})
        self.assertEqual([name for name in self.tables() if name.startswith("flip")], [])

    def test_beside_another_change_the_table_is_listed_as_well(self):
        body = template({"Orders": {**TABLE, "Condition": "IsOn", "DeletionPolicy": "Retain"}})
        self.deploy("beside", body)
        body["Resources"]["Queue"] = {"Type": "AWS::SQS::Queue"}
        description = self.change_set("beside", body, {"On": "false"})
        self.assertEqual(self.changes(description), {"Orders": "Remove", "Queue": "Add"})
        policies = [one["ResourceChange"].get("PolicyAction") for one in description["Changes"]]
        self.assertEqual(policies, ["Retain", None])

    def test_a_condition_that_becomes_true_adds(self):
        body = template({"Orders": {**TABLE, "Condition": "IsOff"}})
        self.deploy("adds", body)
        self.assertEqual(self.changes(self.change_set("adds", body, {"On": "false"})), {"Orders": "Add"})
        self.deploy("adds", body, {"On": "false"})
        self.assertEqual(len([name for name in self.tables() if name.startswith("adds")]), 1)

    def test_both_sides_of_a_condition(self):
        body = template({"A": {**TABLE, "Condition": "IsOn"}, "B": {**TABLE, "Condition": "IsOff"}})
        self.deploy("sides", body)
        changes = self.changes(self.change_set("sides", body, {"On": "false"}))
        self.assertEqual(changes, {"A": "Remove", "B": "Add"})

    def test_a_resource_whose_condition_never_holds_is_never_listed(self):
        body = template({"Orders": {**TABLE, "Condition": "IsOff"}})
        self.assertEqual(self.changes(self.change_set("never", body)), {"Always": "Add"})
        self.deploy("never", body)
        body["Resources"]["Orders"]["Properties"]["BillingMode"] = "PROVISIONED"
        self.assertEqual(self.change_set("never", body)["Status"], "FAILED")
        del body["Resources"]["Orders"]
        self.assertEqual(self.change_set("never", body)["Status"], "FAILED")

    def test_a_condition_written_anew_counts_as_the_old_one_did(self):
        body = template({"Orders": {**TABLE, "Condition": "IsOn"}})
        self.deploy("anew", body)
        body["Conditions"]["IsOn"] = {"Fn::Equals": [{"Ref": "On"}, "never"]}
        self.assertEqual(self.changes(self.change_set("anew", body)), {"Orders": "Remove"})

    def test_replacement_by_a_parameter_or_a_mapping(self):
        name = {"Fn::FindInMap": ["Names", {"Ref": "On"}, "Name"]}
        table = {**TABLE, "Properties": {**TABLE["Properties"], "TableName": name}}
        names = {"true": {"Name": "first"}, "false": {"Name": "second"}}
        body = template({"Orders": table}, Mappings={"Names": names})
        self.deploy("replaced", body)
        changes = self.changes(self.change_set("replaced", body, {"On": "false"}))
        self.assertEqual(changes, {"Orders": "Modify True"})
        body["Mappings"]["Names"]["true"]["Name"] = "third"
        self.assertEqual(self.changes(self.change_set("replaced", body)), {"Orders": "Modify True"})

    def test_replacement_of_types_that_ministack_does_not_know(self):
        group = {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "one", "RetentionInDays": 7}}
        body = template({"Log": group})
        self.deploy("schemas", body)
        group["Properties"]["RetentionInDays"] = 14
        self.assertEqual(self.changes(self.change_set("schemas", body)), {"Log": "Modify False"})
        group["Properties"]["LogGroupName"] = "two"
        self.assertEqual(self.changes(self.change_set("schemas", body)), {"Log": "Modify True"})

    def test_a_policy_that_a_condition_chooses(self):
        policy = {"Fn::If": ["IsOn", "Retain", "Delete"]}
        body = template({"Orders": {**TABLE, "DeletionPolicy": policy}})
        self.deploy("policy", body)
        del body["Resources"]["Orders"]
        (change,) = self.change_set("policy", body)["Changes"]
        self.assertEqual(change["ResourceChange"]["PolicyAction"], "Retain")

    def test_conditions_know_what_cloudformation_knows(self):
        body = template({})
        body["Mappings"] = {"M": {"us-east-1": {"Big": True, "N": 1.0}}}
        body["Conditions"] = {
            "Region": {"Fn::Equals": [{"Ref": "AWS::Region"}, "us-east-1"]},
            "Partition": {"Fn::Equals": [{"Ref": "AWS::Partition"}, "aws"]},
            "Account": {"Fn::Equals": [{"Ref": "AWS::AccountId"}, "000000000000"]},
            "Map": {"Fn::Equals": [{"Fn::FindInMap": ["M", {"Ref": "AWS::Region"}, "Big"]}, "true"]},
            "Digits": {"Fn::Equals": [{"Fn::FindInMap": ["M", {"Ref": "AWS::Region"}, "N"]}, "1.0"]},
            "Joined": {"Fn::Equals": [{"Fn::Join": ["-", ["a", {"Ref": "On"}]]}, "a-true"]},
            "Sub": {"Fn::Equals": [{"Fn::Sub": "${On}/${AWS::Region}"}, "true/us-east-1"]},
            "Chosen": {"Fn::Equals": [{"Fn::If": ["Region", "x", "y"]}, "x"]},
            "Both": {"Fn::And": [{"Condition": "Map"}, {"Condition": "Sub"}]},
            "Either": {"Fn::Or": [{"Fn::Not": [{"Condition": "Map"}]}, {"Condition": "Sub"}]},
            "False": {"Fn::Equals": [True, False]},
        }
        for name in body["Conditions"]:
            body["Resources"][f"T{name}"] = {"Type": "AWS::SNS::Topic", "Condition": name}
        changes = self.changes(self.change_set("conditions", body))
        wanted = {f"T{name}" for name in body["Conditions"] if name != "False"}
        self.assertEqual(set(changes), {"Always", *wanted})

    def test_conditions_of_a_circle_are_refused(self):
        body = template({})
        body["Conditions"] = {"A": {"Condition": "B"}, "B": {"Fn::Not": [{"Condition": "A"}]}}
        with self.assertRaisesRegex(Exception, "Circular dependency"):
            self.change_set("circle", body)

    def test_sam_sees_parameters(self):
        function = {
            "Type": "AWS::Serverless::Function",
            "Properties": {
                "Runtime": "python3.12", "Handler": "index.handler", "InlineCode": "def handler(e, c): pass",
                "AutoPublishAlias": {"Ref": "Alias"},
            },
        }
        body = {
            "Transform": "AWS::Serverless-2016-10-31",
            "Parameters": {"Alias": {"Type": "String", "Default": "live"}},
            "Resources": {"F": function},
        }
        changes = self.changes(self.change_set("sam", body, {"Alias": "blue"}))
        self.assertEqual(changes["FAliasblue"], "Add")

    def test_outputs_alone_are_a_change(self):
        body = template({})
        self.deploy("outputs", body)
        self.assertEqual(self.change_set("outputs", body)["Status"], "FAILED")
        body["Outputs"] = {"One": {"Value": {"Ref": "On"}}}
        self.assertEqual(self.deploy("outputs", body), {"One": "true"})
        self.assertEqual(self.deploy("outputs", body, {"On": "false"}), {"One": "false"})


if __name__ == "__main__":
    unittest.main()
