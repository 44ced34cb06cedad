"""Settings of AWS::Lambda::Function that ministack's service knows and its CloudFormation drops.

`DeadLetterConfig`: an asynchronous invocation that fails for good is sent to the queue or topic.
`ReservedConcurrentExecutions`: more invocations at once are refused with TooManyRequestsException.

ministack's functions have both through the API of Lambda; a template's are neither kept nor applied.
"""

from .seam import expect, replace_handler

WHEN = "ministack.services.cloudformation"

FUNCTION = "AWS::Lambda::Function"


def apply():
    from ministack.services import lambda_svc

    expect(lambda_svc, "_reserved_concurrency", "(func, config)")
    expect(lambda_svc, "_route_async_failure", "(target_arn, func_name, event, result)")
    replace_handler(FUNCTION, "create", "(logical_id, props, stack_name)", _create)
    replace_handler(
        FUNCTION, "update", "(physical_id, old_props, new_props, stack_name, logical_id)", _update
    )


def _create(original):
    def create(logical_id, props, stack_name):
        name, attributes = original(logical_id, props, stack_name)
        _settle(name, props)
        return name, attributes

    return create


def _update(original):
    def update(physical_id, old_props, new_props, stack_name, logical_id=None):
        name, attributes = original(physical_id, old_props, new_props, stack_name, logical_id)
        _settle(name, new_props)
        return name, attributes

    return update


def _settle(name, props):
    from ministack.services import lambda_svc

    function = lambda_svc._functions[name]
    function["concurrency"] = props.get("ReservedConcurrentExecutions")
    if props.get("DeadLetterConfig"):
        function["config"]["DeadLetterConfig"] = props["DeadLetterConfig"]
    else:
        function["config"].pop("DeadLetterConfig", None)
