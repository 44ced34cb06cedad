"""Prints, as JSON, the options of every command of the installed SAM CLI by their names in samconfig.toml."""

import json

import click
from samcli.cli.main import cli


def walk(command, names, found):
    if names:
        found["_".join(names)] = [param.name for param in command.params if param.name]
    if isinstance(command, click.Group):
        # SAM imports its commands only where a context has an object.
        context = click.Context(command, obj=object())
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None:
                walk(child, [*names, name.replace("-", "_")], found)


options = {}
walk(cli, [], options)
print(json.dumps(options))
