"""AWS::ApiGatewayV2::Api with `Body` or `BodyS3Location`.

AWS imports the OpenAPI document: its operations become routes with integrations, its security
schemes authorizers, its `x-amazon-apigateway-cors` the CORS configuration. An update imports it
again (ReimportApi): the API and its URL stay. `Target` ('quick create') makes a default route.

ministack reads none of it: the API has no routes and answers 404. It also keeps the template's
`CorsConfiguration` under names that its own data plane does not read.

The parts are made by ministack's own handlers of the resources that a template could have written
instead, so that they are stored, saved and served like those. A part keeps its id while it stays.
"""

from . import http_api_document as document_parts
from .openapi_document import read_document
from .seam import expect, replace_handler

WHEN = "ministack.services.cloudformation"

API = "AWS::ApiGatewayV2::Api"


def apply():
    from ministack.services import apigateway, s3
    from ministack.services.cloudformation import provisioners

    for name in ("integration", "route", "authorizer"):
        expect(provisioners, f"_apigw_v2_{name}_create", "(logical_id, props, stack_name)")
        expect(provisioners, f"_apigw_v2_{name}_delete", "(physical_id, props)")
    expect(s3, "_get_object_data", "(bucket_name, key, version_id)")
    expect(apigateway, "_update_route", "(api_id, route_id, data)")
    expect(apigateway, "_update_authorizer", "(api_id, auth_id, data)")
    replace_handler(API, "create", "(logical_id, props, stack_name)", _create)
    replace_handler(
        API, "update", "(physical_id, old_props, new_props, stack_name, logical_id)", _update
    )
    replace_handler(API, "delete", "(physical_id, props)", _delete)


def _create(original):
    def create(logical_id, props, stack_name):
        document = _document(props)
        api_id, attributes = original(logical_id, _api_properties(document, props), stack_name)
        _import(api_id, {}, document, props)
        return api_id, attributes

    return create


def _update(original):
    def update(physical_id, old_props, new_props, stack_name, logical_id=None):
        old, new = _document(old_props, absent_ok=True), _document(new_props)
        physical_after, attributes = original(
            physical_id,
            _api_properties(old, old_props),
            _api_properties(new, new_props),
            stack_name,
            logical_id,
        )
        # Another id is a replacement, which has no parts yet.
        replaced = physical_after != physical_id
        _import(physical_after, {} if replaced else old, new, new_props)
        return physical_after, attributes

    return update


def _delete(original):
    def delete(physical_id, props):
        from ministack.services import apigateway

        apigateway._authorizers.pop(physical_id, None)
        original(physical_id, props)

    return delete


def _document(props, absent_ok=False):
    """The template's OpenAPI document; an empty one without a document."""
    if props.get("Body"):
        return props["Body"]
    location = props.get("BodyS3Location")
    if not location:
        return {}
    from ministack.services import s3

    data = s3._get_object_data(location["Bucket"], location["Key"])
    if data is None:
        if absent_ok:
            return {}
        raise ValueError(f"There is no object s3://{location['Bucket']}/{location['Key']}.")
    return read_document(data)


def _api_properties(document, props):
    merged = document_parts.api_properties(document, props)
    if merged.get("CorsConfiguration"):
        merged["CorsConfiguration"] = document_parts.cors_configuration(merged["CorsConfiguration"])
    return merged


def _import(api_id, old_document, document, props):
    """Makes the API's parts those of the document. What a template's own routes made stays."""
    authorizer_ids = _import_authorizers(api_id, old_document, document)
    wanted = document_parts.routes(document)
    for key in [*document_parts.routes(old_document), *wanted]:
        if key not in wanted or not wanted[key]["integration"]:
            _remove_route(api_id, key)
    for key, parts in wanted.items():
        if parts["integration"]:
            _put_route(api_id, parts, authorizer_ids)
    if props.get("Target"):
        _quick_create(api_id, props)


def _import_authorizers(api_id, old_document, document):
    """Name to id of the document's authorizers."""
    from ministack.services import apigateway
    from ministack.services.cloudformation import provisioners

    store = apigateway._authorizers.setdefault(api_id, {})
    present = {record["name"]: auth_id for auth_id, record in store.items()}
    wanted = document_parts.authorizers(document)
    for name in document_parts.authorizers(old_document):
        if name not in wanted and name in present:
            provisioners._apigw_v2_authorizer_delete(present[name], {"ApiId": api_id})
    ids = {}
    for name, properties in wanted.items():
        made, _ = provisioners._apigw_v2_authorizer_create(name, {**properties, "ApiId": api_id}, "")
        record = store.pop(made)
        ids[name] = present.get(name, made)
        store[ids[name]] = {**record, "authorizerId": ids[name]}
    # A cached answer belongs to the authorizer as it was.
    for key in [key for key in apigateway._authorizer_cache if api_id in key]:
        apigateway._authorizer_cache.pop(key, None)
    return ids


def _put_route(api_id, parts, authorizer_ids):
    from ministack.services import apigateway
    from ministack.services.cloudformation import provisioners

    key = parts["route"]["RouteKey"]
    previous = _find_route(api_id, key)
    integration_id, _ = provisioners._apigw_v2_integration_create(
        key, {**parts["integration"], "ApiId": api_id}, ""
    )
    integrations = apigateway._integrations[api_id]
    if previous:
        # Written over the one before, so that its id stays.
        kept = _integration_id(previous)
        integrations[kept] = {**integrations.pop(integration_id), "integrationId": kept}
        integration_id = kept
    route = {**parts["route"], "ApiId": api_id, "Target": f"integrations/{integration_id}"}
    if parts["authorizer"]:
        route["AuthorizerId"] = authorizer_ids[parts["authorizer"]]
    physical_id, _ = provisioners._apigw_v2_route_create(key, route, "")
    routes = apigateway._routes[api_id]
    if previous:
        record = routes.pop(physical_id.partition("/")[2])
        routes[previous["routeId"]] = {**record, "routeId": previous["routeId"]}


def _remove_route(api_id, key):
    from ministack.services import apigateway

    route = _find_route(api_id, key)
    if route:
        apigateway._integrations.get(api_id, {}).pop(_integration_id(route), None)
        apigateway._routes[api_id].pop(route["routeId"], None)


def _find_route(api_id, key):
    from ministack.services import apigateway

    routes = apigateway._routes.setdefault(api_id, {})
    return next((route for route in routes.values() if route.get("routeKey") == key), None)


def _integration_id(route):
    return route.get("target", "").rpartition("/")[2]


def _quick_create(api_id, props):
    """`Target` of the API: one route to it and a stage that deploys itself."""
    from ministack.services import apigateway
    from ministack.services.cloudformation import provisioners

    target = props["Target"]
    http = str(target).startswith(("http://", "https://"))
    integration = {
        "IntegrationType": "HTTP_PROXY" if http else "AWS_PROXY",
        "IntegrationUri": target,
        "IntegrationMethod": "ANY" if http else "POST",
        "PayloadFormatVersion": "1.0" if http else "2.0",
    }
    route = {"RouteKey": props.get("RouteKey", "$default")}
    _put_route(api_id, {"route": route, "integration": integration, "authorizer": None}, {})
    if "$default" not in apigateway._stages.setdefault(api_id, {}):
        stage = {"ApiId": api_id, "StageName": "$default", "AutoDeploy": True}
        provisioners._apigw_v2_stage_create("", stage, "")
