"""Reads templates as the installed SAM CLI does: JSON strings in, a line of JSON out for each.

A line is {"json": TEXT}, what Python's json makes of the data (which JSON has no NaN in), or {"error": SENTENCE}.
"""

import json
import sys

from samcli.yamlhelper import yaml_parse

for line in sys.stdin:
    try:
        answer = {"json": json.dumps(yaml_parse(json.loads(line)), allow_nan=False)}
    except Exception as error:  # what PyYAML and Python raise has no common class
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer))
