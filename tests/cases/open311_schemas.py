"""JSON Schemas of GeoReport v2, written from the facts of the official ones.

Which fields are required, which may be null, and of which type each is: as in the repository
open311/schema-validation (schema/georeport-v2), read there.
"""

from typing import Any

_OPTIONAL = {"type": ["string", "null"]}
_MOMENT = {"type": ["string", "null"], "format": "date-time"}
_DEGREES = {"type": ["number", "null"]}
SERVICES: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["service_code", "service_name", "metadata", "type"],
        "properties": {
            "service_code": {"type": "string"},
            "service_name": {"type": "string"},
            "description": _OPTIONAL,
            "metadata": {"type": "boolean"},
            "type": {"enum": ["realtime", "batch", "blackbox"]},
            "keywords": _OPTIONAL,
            "group": _OPTIONAL,
        },
    },
}
_VALUE = {
    "type": "object",
    "required": ["key", "name"],
    "properties": {"key": {"type": "string"}, "name": {"type": "string"}},
}
_KINDS = ["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]
DEFINITION: dict[str, Any] = {
    "type": "object",
    "required": ["service_code", "attributes"],
    "properties": {
        "service_code": {"type": "string"},
        "attributes": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["variable", "code", "datatype", "required"],
                "properties": {
                    "variable": {"type": "boolean"},
                    "code": {"type": "string"},
                    "datatype": {"enum": _KINDS},
                    "required": {"type": "boolean"},
                    "datatype_description": _OPTIONAL,
                    "order": {"type": ["integer", "null"]},
                    "description": _OPTIONAL,
                    "values": {"type": "array", "items": _VALUE},
                },
            },
        },
    },
}
REQUESTS: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["service_request_id", "status", "service_code", "requested_datetime"],
        "properties": {
            "service_request_id": {"type": "string"},
            "status": {"enum": ["open", "closed"]},
            "status_notes": _OPTIONAL,
            "service_name": _OPTIONAL,
            "service_code": {"type": "string"},
            "description": {"type": ["string", "null"], "maxLength": 4000},
            "agency_responsible": _OPTIONAL,
            "service_notice": _OPTIONAL,
            "requested_datetime": {"type": "string", "format": "date-time"},
            "updated_datetime": _MOMENT,
            "expected_datetime": _MOMENT,
            "address": _OPTIONAL,
            "address_id": _OPTIONAL,
            "zipcode": _OPTIONAL,
            "lat": _DEGREES,
            "long": _DEGREES,
            "media_url": _OPTIONAL,
        },
    },
}
ERRORS: dict[str, Any] = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "required": ["code", "description"],
        "properties": {"code": {"type": "string"}, "description": {"type": "string"}},
    },
}
