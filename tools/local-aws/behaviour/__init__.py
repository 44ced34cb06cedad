"""What makes the local AWS behave as AWS where people notice.

Each module changes one thing of the pinned ministack at its edge, and its first comment says what AWS
does and what ministack does. Knows nothing of this workspace, of Nx or of what is deployed.
"""

from . import (
    conditions,
    extensions_api,
    function_names,
    function_settings,
    http_api_body,
    http_api_cors,
    http_api_events,
    invocation_log,
    log_pages,
    nested_change_sets,
    nested_templates,
    output_changes,
    property_scalars,
    replacements,
    rest_api_body,
    sam_parameters,
    saved_decimals,
    stream_records,
    template_scalars,
)
from .seam import Misfit, when_imported

BEHAVIOURS = (
    saved_decimals,
    template_scalars,
    sam_parameters,
    property_scalars,
    conditions,
    replacements,
    output_changes,
    nested_templates,
    nested_change_sets,
    http_api_body,
    http_api_events,
    http_api_cors,
    rest_api_body,
    invocation_log,
    log_pages,
    extensions_api,
    function_names,
    function_settings,
    stream_records,
)

__all__ = ["Misfit", "apply"]


def apply():
    """Has each behaviour applied as soon as the service that it changes is imported.

    Called once, before the server starts. One that does not fit ends the server with its sentence.
    """
    for behaviour in BEHAVIOURS:
        when_imported(behaviour.WHEN, behaviour.apply)
