"""Brings a value into the form of a JSON schema, so that an answer fits whatever form was asked for."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

_EMPTY = {"string": "", "integer": 0, "number": 0.0, "boolean": False, "null": None}
_KINDS = {"string": str, "integer": int, "number": int | float, "boolean": bool, "null": type(None)}


def fitted(value: Any, schema: Schema, root: Schema | None = None) -> Any:
    """The value where it fits; else the nearest that does: a missing field is empty, an unknown word the first one."""
    root = root or schema
    if "$ref" in schema:
        return fitted(value, _named(schema["$ref"], root), root)
    if options := schema.get("anyOf") or schema.get("oneOf"):
        chosen = next((option for option in options if _fits(value, option, root)), options[-1])
        return fitted(value, chosen, root)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return value if value in schema["enum"] else schema["enum"][0]
    kind = schema.get("type", "string")
    if kind == "object":
        given = value if isinstance(value, dict) else {}
        return {name: fitted(given.get(name), part, root) for name, part in schema.get("properties", {}).items()}
    if kind == "array":
        return [fitted(part, schema["items"], root) for part in (value if isinstance(value, list) else ())]
    return value if _fits(value, schema, root) else _EMPTY[kind]


def _fits(value: Any, schema: Schema, root: Schema) -> bool:
    """Whether the value is of the kind that the schema asks for; its parts are not looked at."""
    if "$ref" in schema:
        return _fits(value, _named(schema["$ref"], root), root)
    if "enum" in schema:
        return value in schema["enum"]
    kind = schema.get("type", "string")
    if kind in ("object", "array"):
        return isinstance(value, dict if kind == "object" else list)
    return isinstance(value, _KINDS[kind]) and not (isinstance(value, bool) and kind in ("integer", "number"))


def _named(ref: str, root: Schema) -> Schema:
    found: Any = root
    for name in ref.removeprefix("#/").split("/"):
        found = found[name]
    schema: Schema = found
    return schema
