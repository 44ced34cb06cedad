"""Change sets with `IncludeNestedStacks`.

CloudFormation then makes a change set of each nested stack as well; the change of the nested stack has its
`ChangeSetId`, so that what an update removes there can be seen. ministack ignores the parameter.
"""

import copy
import re

from .seam import expect, replace

WHEN = "ministack.services.cloudformation"
STACK = "AWS::CloudFormation::Stack"


def apply():
    from ministack.services import cloudformation
    from ministack.services.cloudformation import changesets, provisioners

    expect(provisioners, "_nested_stack_lookup_name", "(physical_id_or_arn)")
    for action, name, make in (
        ("CreateChangeSet", "_create_change_set", _create),
        ("DescribeChangeSet", "_describe_change_set", _describe),
        ("ExecuteChangeSet", "_execute_change_set", _end),
        ("DeleteChangeSet", "_delete_change_set", _end),
    ):
        replace(changesets, name, "(params)", make)
        # The table of actions holds the functions themselves.
        cloudformation._ACTION_HANDLERS[action] = getattr(changesets, name)


def _create(original):
    def create(params):
        from ministack.services import cloudformation

        response = original(params)
        if _first(params, "IncludeNestedStacks").lower() != "true":
            return response
        found = re.search(r"<Id>(.*?)</Id>", _text(response))
        change_set = cloudformation._change_sets.get(found.group(1)) if found else None
        stack = cloudformation._stacks.get(change_set["StackName"]) if change_set else None
        if stack:
            change_set["IncludeNestedStacks"] = True
            for logical_id, nested in _nested_requests(change_set, stack, params):
                child = re.search(r"<Id>(.*?)</Id>", _text(create(nested)))
                if child:
                    _attach(change_set, stack, logical_id, cloudformation._change_sets[child.group(1)])
        return response

    return create


def _nested_requests(change_set, stack, params):
    """What to ask of each nested stack that exists and stays: `(logical id, parameters)`."""
    from ministack.services.cloudformation.engine import _evaluate_conditions, _resolve_refs
    from ministack.services.cloudformation.provisioners import _nested_stack_lookup_name

    template, values = change_set["_template"], change_set["_resolved_params"]
    conditions = _evaluate_conditions(template, values)
    for logical_id, resource in (template.get("Resources") or {}).items():
        made = stack["_resources"].get(logical_id)
        stays = conditions.get(resource.get("Condition"), True)
        if resource.get("Type") != STACK or not made or not stays:
            continue
        properties = _resolve_refs(
            copy.deepcopy(resource.get("Properties") or {}), stack["_resources"], values, conditions,
            template.get("Mappings") or {}, stack["StackName"], stack["StackId"],
        )
        request = {key: value for key, value in params.items() if key.startswith("Capabilities")}
        request.update(
            StackName=[_nested_stack_lookup_name(made["PhysicalResourceId"])],
            ChangeSetName=[f"{change_set['ChangeSetName']}-{logical_id}"],
            ChangeSetType=["UPDATE"],
            IncludeNestedStacks=["true"],
            TemplateURL=[properties["TemplateURL"]],
        )
        for at, (key, value) in enumerate((properties.get("Parameters") or {}).items(), 1):
            request[f"Parameters.member.{at}.ParameterKey"] = [key]
            request[f"Parameters.member.{at}.ParameterValue"] = [str(value)]
        yield logical_id, request


def _attach(change_set, stack, logical_id, child):
    """Names a nested stack's change set in its parent's. One without changes is forgotten."""
    from ministack.services import cloudformation

    if child["Status"] == "FAILED" and not child["Changes"]:
        cloudformation._change_sets.pop(child["ChangeSetId"])
        return
    child["ParentChangeSetId"] = change_set["ChangeSetId"]
    listed = [change["ResourceChange"] for change in change_set["Changes"]]
    change = next((one for one in listed if one["LogicalResourceId"] == logical_id), None)
    if change is None:
        # Nothing of the parent has changed: the nested stack's own template has.
        change = {
            "Action": "Modify",
            "LogicalResourceId": logical_id,
            "PhysicalResourceId": stack["_resources"][logical_id]["PhysicalResourceId"],
            "ResourceType": STACK,
            "Replacement": "False",
            "Scope": ["Properties"],
            "Details": [
                {
                    "Target": {"Attribute": "Properties", "RequiresRecreation": "Never"},
                    "Evaluation": "Dynamic",
                    "ChangeSource": "Automatic",
                }
            ],
        }
        change_set["Changes"].append({"ResourceChange": change})
        change_set.update(Status="CREATE_COMPLETE", ExecutionStatus="AVAILABLE", StatusReason="")
    change["ChangeSetId"] = child["ChangeSetId"]


def _describe(original):
    def describe(params):
        status, headers, body = original(params)
        change_set = _asked_for(params)
        if not change_set:
            return status, headers, body
        text = _text((status, headers, body))
        for change in change_set["Changes"]:
            one = change["ResourceChange"]
            if one.get("ChangeSetId"):
                name = f"<LogicalResourceId>{one['LogicalResourceId']}</LogicalResourceId>"
                text = text.replace(name, f"{name}<ChangeSetId>{one['ChangeSetId']}</ChangeSetId>")
        more = ""
        if change_set.get("IncludeNestedStacks"):
            more += "<IncludeNestedStacks>true</IncludeNestedStacks>"
        if change_set.get("ParentChangeSetId"):
            more += f"<ParentChangeSetId>{change_set['ParentChangeSetId']}</ParentChangeSetId>"
        text = text.replace("</DescribeChangeSetResult>", f"{more}</DescribeChangeSetResult>")
        return status, headers, text.encode("utf-8")

    return describe


def _end(original):
    """A change set's nested ones end with it, executed or deleted."""

    def end(params):
        change_set = _asked_for(params)
        response = original(params)
        if change_set and response[0] < 400:
            _forget_nested(change_set["ChangeSetId"])
        return response

    return end


def _forget_nested(parent_id):
    from ministack.services import cloudformation

    sets = cloudformation._change_sets
    for child in [one for one in list(sets.values()) if one.get("ParentChangeSetId") == parent_id]:
        _forget_nested(child["ChangeSetId"])
        sets.pop(child["ChangeSetId"], None)


def _asked_for(params):
    from ministack.services.cloudformation.changesets import _find_change_set

    return _find_change_set(_first(params, "ChangeSetName"), _first(params, "StackName"))[1]


def _first(params, key):
    value = params.get(key) or [""]
    return str(value[0] if isinstance(value, list) else value)


def _text(response):
    body = response[2]
    return body.decode("utf-8") if isinstance(body, bytes) else body
