"""Scalars of a resource's properties get the type that the property takes.

CloudFormation makes text of numbers and booleans where a property takes text (variables of a function,
tags, parameters of a nested stack, names), and numbers and booleans of text where it takes those. A
custom resource gets text alone. A text that cannot be made what the property takes fails the resource.

ministack hands every scalar on as the template writes it: a function with `MAX_ITEMS: 10` is made, and
each of its invocations fails.
"""

from .resource_schemas import shape_of
from .scalars import all_as_text, coerce
from .seam import replace

WHEN = "ministack.services.cloudformation"


def apply():
    from ministack.services.cloudformation import provisioners

    replace(
        provisioners, "_provision_resource", "(resource_type, logical_id, props, stack_name)", _provision
    )
    replace(
        provisioners,
        "_update_resource",
        "(resource_type, physical_id, old_props, new_props, stack_name, logical_id, old_attrs)",
        _update,
    )
    replace(
        provisioners,
        "_delete_resource",
        "(resource_type, physical_id, props, stack_name, logical_id)",
        _delete,
    )


def typed(resource_type, properties):
    """The properties with every scalar as CloudFormation would hand it on."""
    if resource_type.startswith("Custom::") or resource_type == "AWS::CloudFormation::CustomResource":
        return all_as_text(properties)
    return coerce(properties, shape_of(resource_type))


def typed_as_far_as_possible(resource_type, properties):
    """The same for properties that were accepted once."""
    try:
        return typed(resource_type, properties)
    except ValueError:
        return properties


def _provision(original):
    def provision(resource_type, logical_id, props, stack_name):
        return original(resource_type, logical_id, typed(resource_type, props), stack_name)

    return provision


def _update(original):
    def update(resource_type, physical_id, old_props, new_props, *args, **kwargs):
        old = typed_as_far_as_possible(resource_type, old_props)
        return original(resource_type, physical_id, old, typed(resource_type, new_props), *args, **kwargs)

    return update


def _delete(original):
    def delete(resource_type, physical_id, props, *args, **kwargs):
        return original(
            resource_type, physical_id, typed_as_far_as_possible(resource_type, props), *args, **kwargs
        )

    return delete
