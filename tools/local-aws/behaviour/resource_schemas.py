"""What CloudFormation's resource schemas say of properties; written by property_types.py."""

import functools
import json
from pathlib import Path


@functools.cache
def schemas():
    """Resource type to `(shape, replacing, perhaps replacing)`."""
    text = Path(__file__).with_name("property-types.jsonl").read_text()
    return {name: tuple(rest) for name, *rest in map(json.loads, text.splitlines())}


def shape_of(resource_type):
    """The shape of a type's properties; None if it is not known."""
    return schemas().get(resource_type, (None,))[0]


def recreation_of(resource_type, name):
    """Whether a change of the property replaces the resource; None for a type that is not known."""
    if resource_type not in schemas():
        return None
    _shape, replacing, perhaps = schemas()[resource_type]
    return "Always" if name in replacing else "Conditionally" if name in perhaps else "Never"
