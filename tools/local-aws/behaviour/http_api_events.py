"""What a function gets of an HTTP API's request, and what becomes of its answer.

AWS sends payload 2.0 with `cookies` (and without a cookie header), `stageVariables`, a `rawPath` that
begins with the stage unless that is $default, and the headers that its front end adds. It sends
payload 1.0 where the integration says so, and reads `multiValueHeaders` of such an answer.

ministack sends payload 2.0 whatever the integration says, without cookies, stage variables and stage.
"""

import contextvars
import json
import time

from .seam import expect, replace

WHEN = "ministack.services.apigateway"

# What changes the event of the invocation that runs, and sees its result.
_exchange = contextvars.ContextVar("http_api_exchange", default=None)


class _Exchange:
    def __init__(self, rewrite):
        self.rewrite = rewrite
        self.result = None


def apply():
    from ministack.core import concurrency
    from ministack.services import apigateway

    expect(concurrency, "run_reentrant", "(fn, args, thread_name)")
    apigateway.run_reentrant = _run(apigateway.run_reentrant)
    replace(
        apigateway,
        "_invoke_lambda_proxy",
        "(integration, api_id, stage, path, method, headers, body, query_params, route_key, "
        "path_params, authorizer_claims, authorizer_scopes, authorizer_lambda_context, "
        "authorizer_iam, owner_account_id, owner_region, raw_query_string)",
        _invoke,
    )


def _run(original):
    async def run_reentrant(fn, *args, thread_name):
        exchange = _exchange.get()
        if exchange is None:
            return await original(fn, *args, thread_name=thread_name)
        _exchange.set(None)
        record, event = args
        exchange.result = await original(
            fn, record, exchange.rewrite(event), thread_name=thread_name
        )
        return exchange.result

    return run_reentrant


def _invoke(original):
    async def invoke(integration, api_id, stage, path, method, headers, body, query_params, *args, **kwargs):
        from ministack.services import apigateway

        variables = apigateway._get_stage_variables(api_id, stage)
        version = str(integration.get("payloadFormatVersion") or "2.0")

        def rewrite(event):
            full = payload_2(event, variables)
            return payload_1(full, query_params or {}) if version == "1.0" else full

        exchange = _Exchange(rewrite)
        token = _exchange.set(exchange)
        try:
            status, answer, content = await original(
                integration, api_id, stage, path, method, headers, body, query_params, *args, **kwargs
            )
        finally:
            _exchange.reset(token)
        if version == "1.0":
            answer = merge_headers_1(answer, _answer_object(exchange.result))
        return status, answer, content

    return invoke


def payload_2(event, stage_variables):
    """ministack's event with what AWS also puts into one of payload 2.0."""
    context = event["requestContext"]
    headers = dict(event["headers"])
    cookies = [part for part in headers.pop("cookie", "").split("; ") if part]
    stage = context["stage"]
    raw_path = event["rawPath"] if stage == "$default" else f"/{stage}{event['rawPath']}"
    headers.setdefault("x-forwarded-for", context["http"]["sourceIp"])
    headers.setdefault("x-forwarded-port", "443")
    headers.setdefault("x-forwarded-proto", "https")
    full = {
        **event,
        "rawPath": raw_path,
        "headers": headers,
        "requestContext": {
            **context,
            "domainPrefix": context["apiId"],
            "http": {**context["http"], "path": raw_path},
        },
    }
    if cookies:
        full["cookies"] = cookies
    if stage_variables:
        full["stageVariables"] = dict(stage_variables)
    if not full.get("pathParameters"):
        full.pop("pathParameters", None)
    return full


def payload_1(event, query_params):
    """The same request as an event of payload 1.0."""
    context = event["requestContext"]
    http = context["http"]
    headers = dict(event["headers"])
    if event.get("cookies"):
        headers["cookie"] = "; ".join(event["cookies"])
    route_path = event["routeKey"].rpartition(" ")[2]
    authorizer = context.get("authorizer") or {}
    first_values = {name: values[-1] for name, values in query_params.items()}
    request_context = {
        "accountId": context["accountId"],
        "apiId": context["apiId"],
        "domainName": context["domainName"],
        "domainPrefix": context["domainPrefix"],
        "extendedRequestId": context["requestId"],
        "httpMethod": http["method"],
        "identity": {"sourceIp": http["sourceIp"], "userAgent": http["userAgent"]},
        "path": http["path"],
        "protocol": http["protocol"],
        "requestId": context["requestId"],
        "requestTime": context.get("time") or time.strftime("%d/%b/%Y:%H:%M:%S +0000"),
        "requestTimeEpoch": context.get("timeEpoch") or int(time.time() * 1000),
        "resourceId": event["routeKey"],
        "resourcePath": route_path,
        "stage": context["stage"],
    }
    if authorizer:
        request_context["authorizer"] = authorizer.get("jwt") or authorizer.get("lambda") or authorizer
    return {
        "version": "1.0",
        "resource": route_path,
        "path": event["rawPath"],
        "httpMethod": http["method"],
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": first_values or None,
        "multiValueQueryStringParameters": {k: list(v) for k, v in query_params.items()} or None,
        "requestContext": request_context,
        "pathParameters": event.get("pathParameters"),
        "stageVariables": event.get("stageVariables"),
        "body": event.get("body"),
        "isBase64Encoded": event["isBase64Encoded"],
    }


def merge_headers_1(headers, answer):
    """The headers of an answer in payload 1.0: `multiValueHeaders` win, `cookies` do not exist."""
    merged = dict(headers)
    if answer.get("cookies"):
        merged.pop("Set-Cookie", None)
        for name, value in (answer.get("headers") or {}).items():
            if name.lower() == "set-cookie":
                merged[name] = value
    for name, values in (answer.get("multiValueHeaders") or {}).items():
        for present in [present for present in merged if present.lower() == name.lower()]:
            del merged[present]
        merged[name] = list(values)
    return merged


def _answer_object(result):
    answer = (result or {}).get("body")
    if isinstance(answer, (str, bytes)):
        try:
            answer = json.loads(answer)
        except ValueError:
            return {}
    return answer if isinstance(answer, dict) else {}
