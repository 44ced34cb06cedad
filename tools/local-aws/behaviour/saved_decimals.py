"""Saved state keeps the digits of a template's numbers.

The other half of template_scalars: ministack saves stacks as JSON, where 1e3 and 2.50 are 1000.0 and 2.5.
"""

from .scalars import marked, unmarked
from .seam import replace

WHEN = "ministack.core.persistence"


def apply():
    from ministack.core import persistence

    replace(persistence, "_json_default", "(obj)", _save)
    replace(persistence, "_json_object_hook", "(obj)", _load)


def _save(original):
    def save(obj):
        return marked(original(obj))

    return save


def _load(original):
    def load(obj):
        scoped = obj.get("__account_region_scoped__")
        return original({**obj, "data": unmarked(obj["data"])} if scoped else obj)

    return load
