"""What an OpenAPI document makes of a REST API; pure.

Everything is given as ministack's calls of API Gateway take it. Source: 'OpenAPI extensions for API
Gateway' and 'REST APIs: import'.
"""

import json

from .openapi_document import integration, operations, resolve_pointer

_LOCATIONS = {"path": "path", "query": "querystring", "header": "header"}


def api_fields(document):
    """What the document says of the API itself; a template's own properties win."""
    info = document.get("info") or {}
    fields = {
        "name": info.get("title"),
        "version": info.get("version"),
        "description": info.get("description"),
        "binaryMediaTypes": document.get("x-amazon-apigateway-binary-media-types"),
        "policy": document.get("x-amazon-apigateway-policy"),
        "apiKeySource": document.get("x-amazon-apigateway-api-key-source"),
        "minimumCompressionSize": document.get("x-amazon-apigateway-minimum-compression-size"),
    }
    return {key: value for key, value in fields.items() if value is not None}


def models(document):
    """`{name, schema}` of each model."""
    schemas = (document.get("components") or {}).get("schemas") or document.get("definitions") or {}
    return [{"name": name, "schema": json.dumps(schema)} for name, schema in schemas.items()]


def validators(document):
    """Name to `{validateRequestBody, validateRequestParameters}`."""
    return document.get("x-amazon-apigateway-request-validators") or {}


def gateway_responses(document):
    """Response type to what it answers."""
    return document.get("x-amazon-apigateway-gateway-responses") or {}


def methods(document):
    """`{path, method, operation, …}` of each method; `operation` is the document's own."""
    default_validator = document.get("x-amazon-apigateway-request-validator")
    for path, method, operation in operations(document):
        yield {
            "path": path,
            "method": method,
            "operation": operation,
            "requestParameters": _parameters(document, path, operation),
            "requestModels": _request_models(document, operation),
            "validator": operation.get("x-amazon-apigateway-request-validator", default_validator),
            "responses": _responses(operation),
            "integration": _integration(integration(document, operation)),
        }


def _parameters(document, path, operation):
    """`method.request.<location>.<name>` to whether it must be there."""
    listed = [*(document["paths"][path].get("parameters") or []), *(operation.get("parameters") or [])]
    found = {}
    for parameter in listed:
        if "$ref" in parameter:
            parameter = resolve_pointer(document, parameter["$ref"]) or {}
        location = _LOCATIONS.get(parameter.get("in"))
        if location:
            name = f"method.request.{location}.{parameter['name']}"
            found[name] = bool(parameter.get("required", False))
    return found


def _request_models(document, operation):
    """Media type to the name of the model of the request's body."""
    content = (operation.get("requestBody") or {}).get("content") or {}
    schemas = {media: (entry or {}).get("schema") or {} for media, entry in content.items()}
    for parameter in operation.get("parameters") or []:
        if parameter.get("in") == "body":
            for media in operation.get("consumes") or document.get("consumes") or ["application/json"]:
                schemas[media] = parameter.get("schema") or {}
    return {
        media: schema["$ref"].rpartition("/")[2]
        for media, schema in schemas.items()
        if "$ref" in schema
    }


def _responses(operation):
    """Status code to the header parameters of a method's response."""
    return {
        str(status): {
            "statusCode": str(status),
            "responseParameters": {
                f"method.response.header.{name}": False for name in (response or {}).get("headers") or {}
            },
        }
        for status, response in (operation.get("responses") or {}).items()
    }


def _integration(extension):
    """An integration, its responses under `responses`; None for a method without one."""
    if not extension:
        return None
    kind = extension.get("type")
    known = ("httpMethod", "uri", "connectionType", "credentials", "requestParameters",
             "requestTemplates", "passthroughBehavior", "timeoutInMillis", "cacheKeyParameters",
             "contentHandling")
    fields = {key: extension[key] for key in known if extension.get(key) is not None}
    # The document's `when_no_match` is the API's WHEN_NO_MATCH.
    if "passthroughBehavior" in fields:
        fields["passthroughBehavior"] = fields["passthroughBehavior"].upper()
    if kind:
        fields["type"] = kind.upper()
    responses = [
        {
            "statusCode": str(response.get("statusCode", "200")),
            # `default` is the response that no pattern selects.
            "selectionPattern": "" if pattern == "default" else str(pattern),
            "responseParameters": response.get("responseParameters") or {},
            "responseTemplates": response.get("responseTemplates") or {},
            "contentHandling": response.get("contentHandling"),
        }
        for pattern, response in (extension.get("responses") or {}).items()
    ]
    return {"fields": fields, "responses": responses}
