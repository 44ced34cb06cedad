"""CORS of HTTP APIs.

AWS answers a preflight itself if the API has a CORS configuration: 204, with the CORS headers if the
origin is allowed and without them if not. Origins may be `*` among others, `https://*` and `http://*`.
Without a CORS configuration an OPTIONS request goes to the route that matches it.

ministack answers every OPTIONS request itself, with 403 where nothing is configured or allowed, and
compares origins as they are.
"""

from .seam import replace

WHEN = "ministack.services.apigateway"


def apply():
    from ministack.services import apigateway

    replace(apigateway, "_cors_response_headers", "(cors_cfg, origin)", lambda _: response_headers)
    replace(apigateway, "_cors_preflight_response", "(cors_cfg, origin)", lambda _: preflight)
    replace(
        apigateway,
        "_handle_execute_in_scope",
        "(api_id, stage, path, method, headers, body, query_params, owner_account_id, "
        "owner_region, raw_query_string)",
        _execute,
    )
    for name, signature in _METHOD_READERS.items():
        position = signature.strip("()").split(", ").index("method")
        replace(apigateway, name, signature, _with_method_in_capitals(position))


# ministack sends OPTIONS back at once; a method in small letters gets to the routes. What is called
# with it on the way gets it in capitals again.
_METHOD_READERS = {
    "_match_route": "(api_id, method, path)",
    "_authorize_request_v2": "(api_id, stage, route, method, path, resource_path, headers, "
    "query_params, path_params, stage_vars, owner_account_id, owner_region, raw_query_string)",
    "_invoke_lambda_proxy": "(integration, api_id, stage, path, method, headers, body, "
    "query_params, route_key, path_params, authorizer_claims, authorizer_scopes, "
    "authorizer_lambda_context, authorizer_iam, owner_account_id, owner_region, raw_query_string)",
    "_invoke_http_proxy": "(integration, path, method, headers, body, query_params)",
}


def _execute(original):
    async def execute(api_id, stage, path, method, *args):
        from ministack.services import apigateway

        api = apigateway._apis.get(api_id) or {}
        routed = method == "OPTIONS" and not api.get("corsConfiguration")
        return await original(api_id, stage, path, "options" if routed else method, *args)

    return execute


def _with_method_in_capitals(position):
    def make(original):
        def call(*args, **kwargs):
            return original(*args[:position], args[position].upper(), *args[position + 1:], **kwargs)

        return call

    return make


def response_headers(cors_cfg, origin):
    """The CORS headers of any answer; none if the origin is not allowed."""
    allowed = _allowed_origin(cors_cfg.get("allowOrigins") or [], origin) if cors_cfg else None
    if not allowed:
        return {}
    headers = {"Access-Control-Allow-Origin": allowed, "Vary": "Origin"}
    if cors_cfg.get("allowCredentials") and allowed != "*":
        headers["Access-Control-Allow-Credentials"] = "true"
    if cors_cfg.get("exposeHeaders"):
        headers["Access-Control-Expose-Headers"] = ",".join(cors_cfg["exposeHeaders"])
    return headers


def preflight(cors_cfg, origin):
    """The answer to OPTIONS of an API that has a CORS configuration."""
    headers = response_headers(cors_cfg, origin)
    if headers:
        for name, key in (("Methods", "allowMethods"), ("Headers", "allowHeaders")):
            if cors_cfg.get(key):
                headers[f"Access-Control-Allow-{name}"] = ",".join(cors_cfg[key])
        if cors_cfg.get("maxAge") is not None:
            headers["Access-Control-Max-Age"] = str(cors_cfg["maxAge"])
    return 204, {**headers, "Content-Length": "0"}, b""


def _allowed_origin(allowed, origin):
    """What to answer as the allowed origin; None if it is not allowed."""
    if "*" in allowed:
        return "*"
    origin_in_small = (origin or "").lower()
    for pattern in (value.lower() for value in allowed):
        scheme = pattern[:-1] if pattern in ("https://*", "http://*") else None
        if origin_in_small and (origin_in_small == pattern or scheme and origin_in_small.startswith(scheme)):
            return origin
    return None
