"""What a route takes and answers, kept on its view function for `routes/openapi.py` and for people who read the code:

    @bp.post("/sessions/<session_id>/feedback")
    @described(body=OwnFinding, answers={201: OneItem}, errors={400: "bad_range"})

The first line of the view's docstring is the summary, what follows is the description. It describes and checks
nothing: routes read their requests and build their answers themselves. What follows from the route itself is not
repeated: path parameters, sign-in, and the errors that every body and every change can meet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar

from flask import Flask
from pydantic import BaseModel, WithJsonSchema

View = TypeVar("View", bound=Callable[..., Any])

FormFile = Annotated[bytes, WithJsonSchema({"type": "string", "format": "binary"})]  # a file in a multipart form


@dataclass(frozen=True, slots=True)
class Media:
    """An answer that is not JSON: its media type (empty for an answer without a body) and what it holds."""

    type: str
    words: str


Answered = type[BaseModel] | Media


@dataclass(frozen=True, slots=True)
class Description:
    """What `described` was told."""

    answers: Mapping[int, Answered | tuple[Answered, ...]]
    body: type[BaseModel] | None = None
    form: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    headers: type[BaseModel] | None = None
    errors: Mapping[int, str] = field(default_factory=dict)


def described(
    *,
    answers: Mapping[int, Answered | tuple[Answered, ...]],
    body: type[BaseModel] | None = None,
    form: type[BaseModel] | None = None,
    query: type[BaseModel] | None = None,
    headers: type[BaseModel] | None = None,
    errors: Mapping[int, str] | None = None,
) -> Callable[[View], View]:
    """Keep what the view takes and answers. Goes below the route's decorator.

    `answers` are the models by status, several where one status has several forms. `errors` are the codes of its own,
    by status, with spaces between. Fields of `headers` have the header's name as their alias.
    """

    def keep(view: View) -> View:
        vars(view)["description"] = Description(answers, body, form, query, headers, dict(errors or {}))
        return view

    return keep


def description_of(app: Flask, endpoint: str) -> Description | None:
    """What is kept on that endpoint's view; None when nothing was described."""
    found: Description | None = vars(app.view_functions[endpoint]).get("description")
    return found
