"""OpenAPI and Swagger documents as API Gateway reads them; pure.

Both kinds of API are imported from such a document. SAM writes one for every `Events: HttpApi` and
`Events: Api`.
"""

import json

ANY_METHOD = "x-amazon-apigateway-any-method"
METHODS = ("get", "post", "put", "delete", "patch", "head", "options")


def operations(document):
    """`(path, METHOD, operation)` of each operation, in the document's order. `ANY` is a method."""
    for path, item in (document.get("paths") or {}).items():
        for name, operation in (item or {}).items():
            if not isinstance(operation, dict):
                continue
            if name.lower() == ANY_METHOD:
                yield path, "ANY", operation
            elif name.lower() in METHODS:
                yield path, name.upper(), operation


def security_schemes(document):
    """Name to security scheme, of OpenAPI 3 or Swagger 2."""
    schemes = (document.get("components") or {}).get("securitySchemes")
    return schemes or document.get("securityDefinitions") or {}


def integration(document, operation):
    """An operation's integration, also one that it only points to; None if it has none."""
    found = operation.get("x-amazon-apigateway-integration")
    pointer = (found or {}).get("$ref")
    return resolve_pointer(document, pointer) if pointer else found


def resolve_pointer(document, pointer):
    """What `#/a/b` points to in the document, or None."""
    node = document
    for part in pointer.removeprefix("#/").split("/"):
        node = (node or {}).get(part.replace("~1", "/").replace("~0", "~"))
    return node


def requirements(document, operation):
    """`(scheme name, scopes)` of each security requirement; the document's own where it has none."""
    listed = operation.get("security")
    if listed is None:
        listed = document.get("security")
    for requirement in listed or []:
        for name, scopes in (requirement or {}).items():
            yield name, list(scopes or [])


def read_document(data):
    """A document from the bytes of a file, JSON or YAML."""
    import yaml

    text = data.decode("utf-8")
    return json.loads(text) if text.lstrip().startswith("{") else yaml.safe_load(text)
