"""AWS::ApiGateway::RestApi with `Body` or `BodyS3Location`.

AWS imports all of the OpenAPI document, and an update imports it again into the same API (PutRestApi
with mode=overwrite): its id and URL stay, also while its events change.

ministack imports methods with type, httpMethod and uri of their integration alone, and makes another
API of every change. Lost are `x-amazon-apigateway-any-method` (`Method: any`, 403), the headers of a
CORS preflight, binary media types, models and validators, gateway responses, policies. It reads no
`BodyS3Location`.
"""

import json

from . import rest_api_document as document_parts
from .openapi_document import read_document, security_schemes
from .seam import expect, replace, replace_handler

WHEN = "ministack.services.cloudformation"

API = "AWS::ApiGateway::RestApi"


def apply():
    from ministack.services import apigateway_v1

    for name, signature in (
        ("_create_rest_api", "(data)"),
        ("_import_path_item", "(api_id, path, path_item, scheme_map, default_security)"),
        ("_import_security_schemes", "(api_id, spec)"),
        ("_method_security", "(security, scheme_map)"),
        ("_put_method", "(api_id, resource_id, http_method, data)"),
        ("_put_integration", "(api_id, resource_id, http_method, data)"),
        ("_put_integration_response", "(api_id, resource_id, http_method, status_code, data)"),
        ("_put_method_response", "(api_id, resource_id, http_method, status_code, data)"),
        ("_put_gateway_response", "(api_id, response_type, data)"),
        ("_create_model", "(api_id, data)"),
        ("_create_request_validator", "(api_id, data)"),
    ):
        expect(apigateway_v1, name, signature)
    replace(apigateway_v1, "_import_rest_api", "(spec, base_data)", lambda _: _import_rest_api)
    replace_handler(API, "create", "(logical_id, props, stack_name)", _create)
    replace_handler(
        API, "update", "(physical_id, old_props, new_props, stack_name, logical_id)", _update
    )


def _create(original):
    def create(logical_id, props, stack_name):
        return original(logical_id, _with_document(props), stack_name)

    return create


def _update(original):
    def update(physical_id, old_props, new_props, stack_name, logical_id=None):
        from ministack.services import apigateway_v1
        from ministack.services.cloudformation.provisioners import _apigw_rest_api_attrs

        old, new = _with_document(old_props, absent_ok=True), _with_document(new_props)
        if physical_id not in apigateway_v1._rest_apis:
            return original(physical_id, old, new, stack_name, logical_id)
        # The other properties first, then the document over them, as at a create.
        original(
            physical_id, _without_document(old), _without_document(new), stack_name, logical_id
        )
        _empty(physical_id, old.get("Body") or {})
        given = {key for key, name in _FIELDS.items() if new.get(name)}
        _fill(physical_id, new.get("Body") or {}, given)
        return physical_id, _apigw_rest_api_attrs(physical_id)

    return update


# Names of an API's fields to the properties of a template that win over the document's.
_FIELDS = {
    "name": "Name",
    "description": "Description",
    "binaryMediaTypes": "BinaryMediaTypes",
    "policy": "Policy",
    "apiKeySource": "ApiKeySourceType",
    "minimumCompressionSize": "MinimumCompressionSize",
}


def _import_rest_api(spec, base_data=None):
    """A new API of a document; what the caller gives wins over it."""
    from ministack.services import apigateway_v1

    data = {key: value for key, value in (base_data or {}).items() if value}
    _status, _headers, body = apigateway_v1._create_rest_api(
        {**document_parts.api_fields(spec), **data}
    )
    created = json.loads(body)
    if "id" not in created:
        raise ValueError(created.get("message", "the API could not be made"))
    _fill(created["id"], spec, set(data))
    return created["id"]


def _with_document(props, absent_ok=False):
    """The template's properties, with the document that a file in a bucket holds."""
    location = props.get("BodyS3Location")
    media_types = props.get("BinaryMediaTypes")
    if media_types:
        # `~1` is how SAM and the console write a slash.
        props = {**props, "BinaryMediaTypes": [str(m).replace("~1", "/") for m in media_types]}
    if props.get("Body") or not location:
        return props
    from ministack.services import s3

    data = s3._get_object_data(location["Bucket"], location["Key"])
    if data is None and absent_ok:
        return props
    if data is None:
        raise ValueError(f"There is no object s3://{location['Bucket']}/{location['Key']}.")
    return {**props, "Body": read_document(data)}


def _without_document(props):
    return {key: value for key, value in props.items() if key not in ("Body", "BodyS3Location")}


def _empty(api_id, document):
    """Takes away what a document had made; what other resources of a template made stays."""
    from ministack.services import apigateway_v1 as gateway

    resources = gateway._resources[api_id]
    for method in document_parts.methods(document):
        resource = _resource_of(api_id, method["path"])
        if resource:
            resource["resourceMethods"].pop(method["method"], None)
    # Leaves first: a resource goes once nothing is below it.
    for resource in sorted(list(resources.values()), key=lambda one: -len(one["path"])):
        parent = any(other.get("parentId") == resource["id"] for other in resources.values())
        if resource["path"] != "/" and not resource["resourceMethods"] and not parent:
            if _made_by(document, resource["path"]):
                del resources[resource["id"]]
    names = {
        "_authorizers_v1": security_schemes(document),
        "_models": {model["name"] for model in document_parts.models(document)},
        "_gateway_responses": document_parts.gateway_responses(document),
        "_request_validators": document_parts.validators(document),
    }
    for store, gone in names.items():
        parts = getattr(gateway, store).setdefault(api_id, {})
        for key in [key for key, part in parts.items() if part.get("name", key) in gone]:
            del parts[key]


def _made_by(document, path):
    return any(f"{known.rstrip('/')}/".startswith(f"{path}/") for known in document.get("paths") or {})


def _resource_of(api_id, path):
    from ministack.services import apigateway_v1 as gateway

    return next(
        (
            resource
            for resource in gateway._resources[api_id].values()
            if resource["path"].rstrip("/") == path.rstrip("/")
        ),
        None,
    )


def _fill(api_id, document, given):
    """Imports a document into an API that has nothing yet. `given` are fields not to overwrite."""
    from ministack.services import apigateway_v1 as gateway

    record = gateway._rest_apis[api_id]
    for key, value in document_parts.api_fields(document).items():
        if key not in given:
            record[key] = value
    for model in document_parts.models(document):
        gateway._create_model(api_id, model)
    validator_ids = _make_validators(api_id, document)
    for response_type, response in document_parts.gateway_responses(document).items():
        gateway._put_gateway_response(api_id, response_type, response)
    schemes = gateway._import_security_schemes(api_id, document)
    for method in document_parts.methods(document):
        _put_method(api_id, document, method, schemes, validator_ids)


def _make_validators(api_id, document):
    from ministack.services import apigateway_v1 as gateway

    ids = {}
    for name, checks in document_parts.validators(document).items():
        _status, _headers, body = gateway._create_request_validator(api_id, {"name": name, **checks})
        ids[name] = json.loads(body)["id"]
    return ids


def _put_method(api_id, document, method, schemes, validator_ids):
    from ministack.services import apigateway_v1 as gateway

    operation, verb = method["operation"], method["method"]
    # Makes the resources of the path; it has no methods itself yet.
    gateway._import_path_item(api_id, method["path"], {}, {}, None)
    resource_id = _resource_of(api_id, method["path"])["id"]
    security = operation.get("security", document.get("security"))
    gateway._put_method(
        api_id,
        resource_id,
        verb,
        {
            **gateway._method_security(security, schemes),
            "operationName": operation.get("operationId", ""),
            "requestParameters": method["requestParameters"],
            "requestModels": method["requestModels"],
            "requestValidatorId": validator_ids.get(method["validator"]),
        },
    )
    for status, response in method["responses"].items():
        gateway._put_method_response(api_id, resource_id, verb, status, response)
    integration = method["integration"]
    if not integration:
        return
    gateway._put_integration(api_id, resource_id, verb, integration["fields"])
    for response in integration["responses"]:
        gateway._put_integration_response(api_id, resource_id, verb, response["statusCode"], response)
