"""What a change set says of replacement.

CloudFormation says True or False of a property by the schema of its resource. ministack knows 74 of its 191
types, and says Conditional of every change of the others: of a log group's retention, of a REST API's
events. What an update does there is not changed.
"""

from .resource_schemas import recreation_of
from .seam import expect

WHEN = "ministack.services.cloudformation"


def apply():
    from ministack.services.cloudformation import provisioners, stacks

    original = expect(provisioners, "_property_recreation", "(resource_type, name)")

    def recreation(resource_type, name):
        known = resource_type in provisioners._REPLACING_PROPERTIES
        found = None if known else recreation_of(resource_type, name)
        return found or original(resource_type, name)

    # There alone, where changes are listed: what updates a resource goes by the other table.
    expect(stacks, "_property_recreation", "(resource_type, name)")
    stacks._property_recreation = recreation
