"""FilterLogEvents has pages.

AWS answers up to 10,000 events (or `limit`) and a `nextToken` for the others. ministack answers the first
ones and no token, so that nobody can read what a group has beyond them.
"""

import heapq
from itertools import islice

from .seam import expect, replace

WHEN = "ministack.services.cloudwatch_logs"

MAX_EVENTS = 10_000
_PREFIX = "after-"


def apply():
    from ministack.services import cloudwatch_logs

    expect(cloudwatch_logs, "_compile_filter_pattern", "(raw)")
    expect(cloudwatch_logs, "_resolve_log_group_name", "(data)")
    replace(cloudwatch_logs, "_filter_log_events", "(data)", _filter)


def _filter(original):
    def filter_log_events(data):
        from ministack.services import cloudwatch_logs as logs

        group = logs._log_groups.get(logs._resolve_log_group_name(data))
        token = str(data.get("nextToken") or f"{_PREFIX}0")
        if group is None:
            return original(data)
        if not token.startswith(_PREFIX) or not token.removeprefix(_PREFIX).isdigit():
            return logs.error_response_json(
                "InvalidParameterException", "The specified nextToken is invalid.", 400
            )
        skipped = int(token.removeprefix(_PREFIX))
        limit = min(int(data.get("limit") or MAX_EVENTS), MAX_EVENTS)
        with logs._log_events_lock:
            found = _matching(
                {name: list(stream["events"]) for name, stream in group["streams"].items()},
                data,
                logs._compile_filter_pattern(data.get("filterPattern", "")),
            )
        # One more than asked for says whether there is another page.
        page = list(islice(found, skipped, skipped + limit + 1))
        answer = {"events": page[:limit], "searchedLogStreams": []}
        if len(page) > limit:
            answer["nextToken"] = f"{_PREFIX}{skipped + limit}"
        return logs.json_response(answer)

    return filter_log_events


def _matching(streams, data, matches):
    """The events of these streams that a request asks for, in the order of their times."""
    names = data.get("logStreamNames") or list(streams)
    prefix = data.get("logStreamNamePrefix") or ""
    start, end = data.get("startTime"), data.get("endTime")
    # Stable across streams: the events of one time stay in the order of their streams.
    merged = heapq.merge(
        *[
            [{**event, "logStreamName": name} for event in streams[name]]
            for name in names
            if name in streams and name.startswith(prefix)
        ],
        key=lambda event: (event["timestamp"], event.get("ingestionTime", 0)),
    )
    return (
        event
        for event in merged
        if (start is None or event["timestamp"] >= start)
        and (end is None or event["timestamp"] <= end)
        and matches(event.get("message", ""))
    )
