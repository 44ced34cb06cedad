"""Scalars of a template outside of properties, and how they are read.

CloudFormation keeps the digits of a number (1.0, 1e3, any length) wherever it becomes text. Booleans are
the texts true and false: in Fn::Join and Fn::Sub, in Default and AllowedValues of parameters. A null in
a resource's properties is refused.

ministack reads numbers as floats and writes booleans as True and False; null becomes anything.
"""

import json

import yaml

from .scalars import Decimal, all_as_text, as_text, marked, unmarked
from .seam import expect, replace

WHEN = "ministack.services.cloudformation"


def apply():
    from ministack.services.cloudformation import engine

    expect(engine, "CfnLoader", "(stream)")
    replace(engine, "_parse_template", "(template_body)", lambda _: parse_template)
    replace(
        engine,
        "_apply_transforms",
        "(template, provided_params, previous_params)",
        _transform,
    )
    replace(
        engine,
        "_resolve_refs",
        "(value, resources, params, conditions, mappings, stack_name, stack_id)",
        _resolve,
    )


def parse_template(template_body):
    """The template of a JSON or YAML text. Raises ValueError for what CloudFormation refuses."""
    text = template_body.strip()
    if text.startswith("{"):
        template = json.loads(text, parse_float=Decimal)
    else:
        template = yaml.load(text, Loader=_loader())
    if not isinstance(template, dict):
        raise ValueError("Template must be a JSON or YAML mapping")
    resources = template.get("Resources")
    for name, resource in (resources if isinstance(resources, dict) else {}).items():
        _refuse_null((resource or {}).get("Properties", {}), f"/Resources/{name}/Properties")
    for parameter in (template.get("Parameters") or {}).values():
        for key in ("Default", "AllowedValues"):
            if isinstance(parameter, dict) and key in parameter:
                parameter[key] = all_as_text(parameter[key])
    return template


def _refuse_null(value, path):
    if value is None:
        raise ValueError(f"[{path}] 'null' values are not allowed in templates")
    if isinstance(value, dict):
        for key, member in value.items():
            _refuse_null(member, f"{path}/{key}")
    elif isinstance(value, list):
        for at, member in enumerate(value):
            _refuse_null(member, f"{path}/{at}")


def _loader():
    from ministack.services.cloudformation.engine import CfnLoader

    class Loader(CfnLoader):
        pass

    def decimal(loader, node):
        try:
            return Decimal(node.value)
        except ValueError:
            return loader.construct_yaml_float(node)

    Loader.add_constructor("tag:yaml.org,2002:float", decimal)
    return Loader


def _transform(original):
    def transform(template, *args, **kwargs):
        # SAM copies the template through JSON.
        result = original(marked(template), *args, **kwargs)
        # A transform that failed answers with a class of its own, which validation looks for.
        return unmarked(result) if type(result) is dict else result

    return transform


def _resolve(original):
    def resolve(value, resources, params, conditions, mappings, stack_name, stack_id):
        rest = (resources, params, conditions, mappings, stack_name, stack_id)
        if isinstance(value, dict) and len(value) == 1:
            (name, argument), = value.items()
            if name == "Fn::Join" and isinstance(argument, list) and len(argument) == 2:
                items = resolve(argument[1], *rest)
                if isinstance(items, list):
                    value = {name: [argument[0], [as_text(item) for item in items]]}
            elif name == "Fn::Sub" and isinstance(argument, list) and len(argument) == 2:
                bound = {key: as_text(resolve(one, *rest)) for key, one in argument[1].items()}
                value = {name: [argument[0], bound]}
            elif name in ("Fn::Base64", "Fn::Split"):
                value = {name: all_as_text(argument)}
        return original(value, *rest)

    return resolve
