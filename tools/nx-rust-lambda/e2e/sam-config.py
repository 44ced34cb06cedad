"""
Reads samconfig files as the installed SAM CLI does for `sam deploy`: argument 1 names a JSON file with a list
of {"files": {path: text}, "environment": name}; prints, for each, the values by key or what SAM says.
"""

import json
import os
import signal
import sys
import tempfile
from pathlib import Path

import click
from samcli.cli.cli_config_file import ConfigProvider
from samcli.commands.deploy.command import cli

options = {param.name: param for param in cli.params}


def read(case):
    with tempfile.TemporaryDirectory() as folder:
        for path, text in case["files"].items():
            file = Path(folder, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode("utf-8"))
        os.chdir(folder)
        try:
            with click.Context(cli) as context:
                provider = ConfigProvider(section="parameters")
                config = provider(Path(folder, "samconfig.toml"), case["environment"], ["deploy"])
                return {
                    "values": {
                        key: options[key].type_cast_value(context, value)
                        for key, value in config.items()
                        if key in options
                    }
                }
        except click.ClickException as error:
            return {"error": error.format_message()}
        except Exception as error:  # What SAM shows as a traceback.
            return {"error": f"{type(error).__name__}: {error}"}
        finally:
            os.chdir("/")



def give_up(*_):
    raise TimeoutError


# SAM's own expressions take exponential time where a quote is not closed.
signal.signal(signal.SIGALRM, give_up)


def read_soon(case):
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    try:
        return read(case)
    except TimeoutError:
        return {"error": "TimeoutError: "}
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


cases = json.loads(Path(sys.argv[1]).read_text())
print(json.dumps([read_soon(case) for case in cases], default=str))
