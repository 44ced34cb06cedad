"""SAM's transform sees the parameters of the stack.

CloudFormation hands their values to the transform, which needs some of them itself: the alias of
`AutoPublishAlias: !Ref Alias`, the name of a stage. ministack hands over none, so that defaults alone
count.
"""

import contextvars

from .seam import expect, replace, when_imported

WHEN = "ministack.services.cloudformation"

_values = contextvars.ContextVar("sam_parameter_values", default=None)


def apply():
    from ministack.services.cloudformation import engine

    expect(engine, "_transform_parameters", "(template, provided_params, previous_params)")
    replace(
        engine, "_apply_transforms", "(template, provided_params, previous_params)", _apply_transforms
    )
    # Imported with the first template that SAM transforms.
    when_imported("samtranslator.translator.transform", _apply_to_sam)


def _apply_to_sam():
    from samtranslator.translator import transform

    replace(
        transform,
        "transform",
        "(input_fragment, parameter_values, managed_policy_loader, feature_toggle, "
        "passthrough_metadata)",
        _transform,
    )


def _apply_transforms(original):
    def apply_transforms(template, provided_params=None, previous_params=None):
        from ministack.services.cloudformation import engine

        values = engine._transform_parameters(template, provided_params, previous_params)
        token = _values.set(values)
        try:
            return original(template, provided_params, previous_params)
        finally:
            _values.reset(token)

    return apply_transforms


def _transform(original):
    def transform(input_fragment, parameter_values, *args, **kwargs):
        return original(input_fragment, {**parameter_values, **(_values.get() or {})}, *args, **kwargs)

    return transform
