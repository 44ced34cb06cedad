"""What an OpenAPI document makes of an HTTP API: routes, integrations, authorizers, CORS; pure.

Everything is given as the properties of the CloudFormation resource that would make the same.
Source: 'Working with OpenAPI definitions for HTTP APIs' and 'OpenAPI extensions for API Gateway'.
"""

from .openapi_document import integration, operations, requirements, security_schemes


def api_properties(document, properties):
    """The properties of the API itself; the template's own win over the document's."""
    info = document.get("info") or {}
    from_document = {
        "Name": info.get("title"),
        "Version": info.get("version"),
        "Description": info.get("description"),
        "CorsConfiguration": document.get("x-amazon-apigateway-cors"),
        "Tags": {
            tag["name"]: tag["x-amazon-apigateway-tag-value"]
            for tag in document.get("tags") or []
            if "x-amazon-apigateway-tag-value" in tag
        },
    }
    tags = {**from_document.pop("Tags"), **(properties.get("Tags") or {})}
    given = {key: value for key, value in from_document.items() if value}
    return {**given, **properties, "Tags": tags}


def cors_configuration(cors):
    """A CORS configuration with the API's own names; templates write `AllowOrigins`, documents
    `allowOrigins`."""
    return {key[0].lower() + key[1:]: value for key, value in (cors or {}).items()}


def authorizers(document):
    """Name to the properties of AWS::ApiGatewayV2::Authorizer."""
    found = {}
    for name, scheme in security_schemes(document).items():
        extension = (scheme or {}).get("x-amazon-apigateway-authorizer")
        if not extension:
            continue
        sources = extension.get("identitySource")
        if isinstance(sources, str):
            sources = [source.strip() for source in sources.split(",")]
        jwt = extension.get("jwtConfiguration") or {}
        properties = {
            "Name": name,
            "AuthorizerType": str(extension.get("type", "")).upper(),
            "IdentitySource": sources,
            "JwtConfiguration": {
                "Audience": jwt.get("audience") or [],
                "Issuer": jwt.get("issuer") or scheme.get("openIdConnectUrl") or "",
            },
            "AuthorizerUri": extension.get("authorizerUri"),
            "AuthorizerPayloadFormatVersion": _version(
                extension.get("authorizerPayloadFormatVersion")
            ),
            "AuthorizerResultTtlInSeconds": _number(extension.get("authorizerResultTtlInSeconds")),
            "EnableSimpleResponses": extension.get("enableSimpleResponses"),
            "AuthorizerCredentialsArn": extension.get("authorizerCredentials"),
        }
        found[name] = _without_none(properties)
    return found


def routes(document):
    """Route key to `{"route": …, "integration": …, "authorizer": name or None}`."""
    schemes = security_schemes(document)
    found = {}
    for path, method, operation in operations(document):
        default = operation.get("isDefaultRoute") or path in ("$default", "/$default")
        key = "$default" if default else f"{method} {path}"
        route = {"RouteKey": key, "OperationName": operation.get("operationId")}
        authorizer = None
        for name, scopes in requirements(document, operation):
            scheme = schemes.get(name) or {}
            extension = scheme.get("x-amazon-apigateway-authorizer")
            sigv4 = str(scheme.get("x-amazon-apigateway-authtype", "")).lower() == "awssigv4"
            if extension:
                authorizer = name
                jwt = str(extension.get("type", "")).lower() == "jwt"
                route["AuthorizationType"] = "JWT" if jwt else "CUSTOM"
                route["AuthorizationScopes"] = scopes or None
                break
            if sigv4:
                route["AuthorizationType"] = "AWS_IAM"
                break
        found[key] = {
            "route": _without_none(route),
            "integration": _integration(integration(document, operation)),
            "authorizer": authorizer,
        }
    return found


def _integration(extension):
    """The properties of AWS::ApiGatewayV2::Integration, or None for a route without one."""
    if not extension:
        return None
    return _without_none(
        {
            "IntegrationType": str(extension.get("type", "")).upper(),
            "IntegrationSubtype": extension.get("integrationSubtype"),
            "IntegrationUri": extension.get("uri"),
            "IntegrationMethod": extension.get("httpMethod"),
            "PayloadFormatVersion": _version(extension.get("payloadFormatVersion", "1.0")),
            "TimeoutInMillis": _number(extension.get("timeoutInMillis")),
            "ConnectionType": extension.get("connectionType"),
            "ConnectionId": extension.get("connectionId"),
            "CredentialsArn": extension.get("credentials"),
            "RequestParameters": extension.get("requestParameters"),
            "ResponseParameters": extension.get("responseParameters"),
        }
    )


def _version(value):
    """`2`, `2.0` and `"2.0"` are the same version."""
    return None if value is None else f"{float(value):.1f}"


def _number(value):
    return None if value is None else int(value)


def _without_none(properties):
    return {key: value for key, value in properties.items() if value is not None}
