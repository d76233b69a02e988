"""What all tables share."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from sqlalchemy import JSON, Boolean, Float, String, Text
from sqlalchemy.orm import DeclarativeBase


def new_id() -> str:
    """A new random id, as a UUID string."""
    return str(uuid.uuid4())


class Base(DeclarativeBase):
    """The base of all tables."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {
        dict[str, Any]: JSON(none_as_null=True),
        list[Any]: JSON(none_as_null=True),
        str: Text,
        float: Float,
        bool: Boolean,
    }


ID = String(36)
TAG = String(64)
