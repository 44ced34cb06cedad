"""Conditions of a template, and what they mean for a change set.

CloudFormation evaluates pseudo parameters, Fn::FindInMap and the other functions in conditions, and
compares texts: `true` and "true" are equal. A change set lists what the conditions make of both
templates: a resource whose condition becomes false is removed, one whose condition becomes true added.

ministack knows only parameters there, compares True with true, and its change sets list resources of a
template whether their condition holds or not: a parameter that flips a condition gives no changes, and
a table that the update deletes is not listed.
"""

import copy

from .property_scalars import typed_as_far_as_possible
from .scalars import as_text
from .seam import expect, replace

WHEN = "ministack.services.cloudformation"

RESOLVED_ATTRIBUTES = ("DeletionPolicy", "UpdateReplacePolicy")


def apply():
    from ministack.services.cloudformation import changesets, engine

    expect(
        engine,
        "_resolve_refs",
        "(value, resources, params, conditions, mappings, stack_name, stack_id)",
    )
    replace(engine, "_evaluate_conditions", "(template, params)", lambda _: evaluate)
    replace(
        changesets,
        "_resolve_props_for_diff",
        "(template, params, stack_name, stack_id)",
        _resolved_for_diff,
    )


def evaluate(template, params):
    """Name to whether it holds, of every condition. Raises ValueError for one that names itself."""
    definitions = template.get("Conditions") or {}
    mappings = template.get("Mappings") or {}
    found = {}

    def holds(expression, names):
        if not isinstance(expression, dict):
            return bool(expression)
        (function, argument), = expression.items()
        if function == "Condition":
            return named(argument, names)
        if function == "Fn::Not":
            return not holds(argument[0], names)
        if function == "Fn::And":
            return all([holds(one, names) for one in argument])
        if function == "Fn::Or":
            return any([holds(one, names) for one in argument])
        if function == "Fn::Equals":
            left, right = (operand(one, names) for one in argument)
            return left == right
        return operand(expression, names) == "true"

    def named(name, names):
        if name in names:
            raise ValueError(f"Circular dependency between conditions: {', '.join([*names, name])}")
        if name not in found:
            if name not in definitions:
                raise ValueError(f"Template format error: Unresolved condition dependency {name}")
            found[name] = holds(definitions[name], (*names, name))
        return found[name]

    def operand(value, names):
        """The text of an operand; a list's as CloudFormation joins it."""
        from ministack.services.cloudformation.engine import _resolve_refs

        for name in _conditions_in(value):
            named(name, names)
        resolved = _resolve_refs(copy.deepcopy(value), {}, params, found, mappings, "", "")
        if isinstance(resolved, list):
            return [as_text(one) for one in resolved]
        return as_text(resolved)

    for name in definitions:
        named(name, ())
    return found


def _conditions_in(value):
    """The conditions that Fn::If names in an operand."""
    if isinstance(value, list):
        for one in value:
            yield from _conditions_in(one)
    elif isinstance(value, dict):
        for key, argument in value.items():
            if key == "Fn::If" and isinstance(argument[0], str):
                yield argument[0]
            yield from _conditions_in(argument)


def _resolved_for_diff(original):
    def resolved(template, params, stack_name, stack_id):
        from ministack.services.cloudformation.engine import _resolve_refs

        whole = original(template, params, stack_name, stack_id)
        if not whole:
            return whole
        conditions = evaluate(template, params)
        mappings = template.get("Mappings") or {}
        made = {}
        for name, resource in whole["Resources"].items():
            if not conditions.get(resource.get("Condition"), True):
                continue
            policies = {
                key: _resolve_refs(
                    copy.deepcopy(resource[key]), {}, params, conditions, mappings, stack_name, stack_id
                )
                for key in RESOLVED_ATTRIBUTES
                if key in resource
            }
            properties = typed_as_far_as_possible(
                resource.get("Type", ""), resource.get("Properties") or {}
            )
            made[name] = {**resource, **policies, "Properties": properties}
        return {**whole, "Resources": made}

    return resolved
