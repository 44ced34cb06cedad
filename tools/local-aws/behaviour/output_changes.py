"""A change set of a template that changes outputs alone.

CloudFormation makes it: it lists no change, and can be executed. ministack calls it a change set without
changes, which cannot be executed; UpdateStack does take such a template there.
"""

import re

from .seam import replace

WHEN = "ministack.services.cloudformation"

NOTHING = "The submitted information didn't contain changes."


def apply():
    from ministack.services.cloudformation import changesets

    replace(changesets, "_create_change_set", "(params)", _create)
    # The table of actions holds the function itself.
    from ministack.services import cloudformation

    cloudformation._ACTION_HANDLERS["CreateChangeSet"] = changesets._create_change_set


def _create(original):
    def create(params):
        from ministack.services import cloudformation

        response = original(params)
        found = re.search(r"<Id>(.*?)</Id>", _text(response[2]))
        change_set = cloudformation._change_sets.get(found.group(1)) if found else None
        if change_set and change_set["StatusReason"].startswith(NOTHING):
            stack = cloudformation._stacks.get(change_set["StackName"])
            if stack and _outputs(stack) != _outputs(change_set):
                change_set.update(
                    Status="CREATE_COMPLETE", ExecutionStatus="AVAILABLE", StatusReason=""
                )
        return response

    return create


def _text(body):
    return body.decode("utf-8") if isinstance(body, bytes) else body


def _outputs(record):
    """The outputs that a stack or a change set makes, as far as they are known before a deploy."""
    from ministack.services.cloudformation.engine import _evaluate_conditions, _resolve_refs

    template, params = record.get("_template") or {}, record.get("_resolved_params") or {}
    conditions = _evaluate_conditions(template, params)
    return {
        name: _resolve_refs(
            output, {}, params, conditions, template.get("Mappings") or {}, "", ""
        )
        for name, output in (template.get("Outputs") or {}).items()
        if conditions.get(output.get("Condition"), True)
    }
