"""Scalars as CloudFormation takes them: by the type of the property they are given to; pure.

A template's `MAX_ITEMS: 10` is the text "10" where the property takes text, and `MemorySize: "256"` the
number 256 where it takes a number. Text has the digits of the template: 1.0 stays "1.0".
"""

import re


class Decimal(float):
    """A number of a template that keeps how it was written."""

    def __new__(cls, text):
        number = super().__new__(cls, text)
        number.text = text
        return number

    def __getnewargs__(self):
        return (self.text,)

    def __str__(self):
        return self.text


def as_text(value):
    """A scalar as the text that CloudFormation makes of it; anything else as it is."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    return value


def all_as_text(value):
    """The same for everything in lists and objects."""
    if isinstance(value, dict):
        return {key: all_as_text(member) for key, member in value.items()}
    if isinstance(value, list):
        return [all_as_text(member) for member in value]
    return as_text(value)


_MARK = "\u0000decimal "


def marked(value):
    """Decimals whose text a plain float would lose, as texts that survive a copy through JSON."""
    if isinstance(value, dict):
        return {key: marked(member) for key, member in value.items()}
    if isinstance(value, list):
        return [marked(member) for member in value]
    if isinstance(value, Decimal) and value.text != repr(float(value)):
        return f"{_MARK}{value.text}"
    return value


def unmarked(value):
    """The Decimals again."""
    if isinstance(value, dict):
        return {key: unmarked(member) for key, member in value.items()}
    if isinstance(value, list):
        return [unmarked(member) for member in value]
    if isinstance(value, str) and value.startswith(_MARK):
        return Decimal(value.removeprefix(_MARK))
    return value


def coerce(value, shape, path=""):
    """`value` with its scalars made what `shape` says (see property_types.py).

    Raises ValueError, in CloudFormation's words, for a scalar that cannot be made it.
    """
    if isinstance(shape, dict) and isinstance(value, dict):
        return {
            key: coerce(member, shape.get(key, shape.get("*")), f"{path}/{key}")
            for key, member in value.items()
        }
    if isinstance(shape, list) and isinstance(value, list):
        return [coerce(member, shape[0], f"{path}/{at}") for at, member in enumerate(value)]
    if isinstance(shape, str) and isinstance(value, (str, int, float)):
        return _SCALARS[shape](value, path)
    return value


def _integer(value, path):
    if isinstance(value, bool) or not re.fullmatch(r"[+-]?\d+(\.0+)?", str(value).strip()):
        raise _mismatch("Integer", value, path)
    return int(str(value).strip().partition(".")[0])


def _number(value, path):
    try:
        return value if isinstance(value, (int, float)) else Decimal(value.strip())
    except ValueError:
        raise _mismatch("Number", value, path) from None


def _boolean(value, path):
    found = {"true": True, "false": False}.get(str(value).lower())
    if found is None:
        raise _mismatch("Boolean", value, path)
    return found


_SCALARS = {
    "s": lambda value, _path: as_text(value),
    "i": _integer,
    "n": _number,
    "b": _boolean,
}


def _mismatch(expected, value, path):
    found = "Boolean" if isinstance(value, bool) else "String" if isinstance(value, str) else "Number"
    return ValueError(
        f"Model validation failed (#{path}: expected type: {expected}, found: {found} ({as_text(value)}))"
    )
