"""Transforms of nested stacks' templates.

CloudFormation transforms a nested stack's template as any other: SAM's resources, includes, loops. ministack
does not, so that a nested SAM template (AWS::Serverless::Application) fails with an unsupported type.
"""

import contextvars

from .seam import replace, replace_handler

WHEN = "ministack.services.cloudformation"

# The parameters of the nested stack whose template is about to be parsed.
_parameters = contextvars.ContextVar("nested_stack_parameters", default=None)


def apply():
    from ministack.services.cloudformation import engine

    stack = "AWS::CloudFormation::Stack"
    replace_handler(stack, "create", "(logical_id, props, stack_name)", lambda made: _with_parameters(made, 1))
    replace_handler(
        stack,
        "update",
        "(physical_id, old_props, new_props, stack_name)",
        lambda made: _with_parameters(made, 2),
    )
    replace(engine, "_parse_template", "(template_body)", _parse)


def _with_parameters(original, position):
    def deploy(*args):
        given = args[position].get("Parameters") or {}
        token = _parameters.set([{"Key": key, "Value": str(value)} for key, value in given.items()])
        try:
            return original(*args)
        finally:
            _parameters.reset(token)

    return deploy


def _parse(original):
    def parse(template_body):
        from ministack.services.cloudformation.engine import _apply_transforms

        template = original(template_body)
        parameters = _parameters.get()
        if parameters is None:
            return template
        # The first template that is parsed there is the nested stack's own.
        _parameters.set(None)
        return _apply_transforms(template, parameters)

    return parse
