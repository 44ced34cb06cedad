"""Records of DynamoDB streams outlive a restart with saved state.

In AWS a stream keeps its records for 24 hours. ministack saves how far each function has read and not the
records: after a restart it passes over as many new records as it had delivered before.
"""

import copy

from .seam import misfit, replace

WHEN = "ministack.services.dynamodb"

STORES = ("_stream_records", "_stream_trimmed")
COUNTER = "_stream_seq_counter"


def apply():
    from ministack.services import dynamodb

    for name in (*STORES, COUNTER):
        if not hasattr(dynamodb, name):
            raise misfit(f"dynamodb.{name} is not there")
    replace(dynamodb, "get_state", "()", _save)
    replace(dynamodb, "load_persisted_state", "(data)", _load)


def _save(original):
    def get_state():
        from ministack.services import dynamodb

        saved = {name: copy.deepcopy(getattr(dynamodb, name)) for name in STORES}
        return {**original(), **saved, COUNTER: getattr(dynamodb, COUNTER)}

    return get_state


def _load(original):
    def load_persisted_state(data):
        from ministack.services import dynamodb

        result = original(data)
        for name in STORES:
            getattr(dynamodb, name).update((data or {}).get(name) or {})
        setattr(dynamodb, COUNTER, max(getattr(dynamodb, COUNTER), (data or {}).get(COUNTER) or 0))
        return result

    return load_persisted_state
