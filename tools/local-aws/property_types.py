"""Writes behaviour/property-types.jsonl: what scalar each property of a CloudFormation resource takes, and
which of them replace it.

Read from the resource schemas of cfn-lint, which the pinned SAM brings along, for the resource types
that the pinned ministack makes. A line is `["<type>", <shape>, <replacing>, <perhaps replacing>]`; a shape
is a letter for a scalar (s string, i integer, n number, b boolean), a list of one shape, or an object of
property names, where `*` is any other name. What takes several types, or any JSON, is left out. Then come
the properties whose change replaces the resource, and those where it depends.

    cd tools/local-aws
    ../../.tools/ministack-*/bin/python -c 'import property_types as p; print(*p.made_types())' |
      ../../.tools/sam-*/bin/python property_types.py > behaviour/property-types.jsonl
"""

import json
import sys
from pathlib import Path

SCALARS = {"string": "s", "integer": "i", "number": "n", "boolean": "b"}
# How cfn-lint writes a text that templates may also write as another scalar.
ANY_SCALAR = {"string", "number", "integer", "boolean"}


def shape(schema, document, open_references=()):
    """The shape of a schema; None for what is left out."""
    if "$ref" in schema:
        reference = schema["$ref"]
        if reference in open_references:
            return None
        target = document
        for part in reference.removeprefix("#/").split("/"):
            target = target[part]
        return shape(target, document, (*open_references, reference))
    kinds = schema.get("type")
    if isinstance(kinds, list) and ANY_SCALAR <= set(kinds):
        return "s"
    kind = kinds[0] if isinstance(kinds, list) and len(kinds) == 1 else kinds
    if isinstance(kind, str) and kind in SCALARS:
        return SCALARS[kind]
    if kind == "array":
        item = shape(schema.get("items") or {}, document, open_references)
        return [item] if item else None
    if kind not in ("object", None):
        return None
    members = {}
    for name, member in (schema.get("properties") or {}).items():
        members[name] = shape(member, document, open_references)
    others = [*(schema.get("patternProperties") or {}).values(), schema.get("additionalProperties")]
    for other in others:
        if isinstance(other, dict):
            members["*"] = shape(other, document, open_references)
    found = {name: member for name, member in sorted(members.items()) if member}
    return found or None


def made_types():
    """The resource types that ministack makes."""
    from ministack.services.cloudformation.provisioners import _RESOURCE_HANDLERS

    return sorted(_RESOURCE_HANDLERS)


def lines(resource_types):
    """The lines of the file, for these types, as far as there is a schema."""
    import cfnlint

    schemas = Path(cfnlint.__file__).parent / "data" / "schemas"
    index = json.loads((schemas / "providers" / "us-east-1.json").read_text())
    for resource_type in sorted(resource_types):
        if resource_type not in index:
            continue
        document = json.loads((schemas / "resources" / f"{index[resource_type]}.json").read_text())
        paths = [path.split("/")[2:] for path in document.get("createOnlyProperties") or []]
        depends = [path.split("/")[2:] for path in document.get("conditionalCreateOnlyProperties") or []]
        replacing = sorted({path[0] for path in paths if len(path) == 1})
        # A part of a property may change without replacing anything.
        perhaps = sorted({path[0] for path in [*paths, *depends]} - set(replacing))
        line = [resource_type, shape(document, document), replacing, perhaps]
        yield json.dumps(line, separators=(",", ":"))


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in lines(sys.stdin.read().split()))
