"""Every error that Galley raises on purpose, in one tree.

GalleyError
├── InputError                what was sent cannot be used
│   ├── Malformed               400  not JSON, a field missing or of the wrong type
│   ├── NotFound                404  no such session, section, job, document
│   ├── Conflict                409  it was already decided, finished, used for something else
│   ├── TooLarge                413  over a size limit
│   ├── UnsupportedType         415  a format that is not read
│   └── Unreadable              422  the right format, but no text can be got out of it
├── SettingsError             the program cannot start so (exit code 78)
├── NotAllowed                401  who is asking is not known
├── Forbidden                 403  not from there: another site's page, another name for this machine
├── ModelError                Claude did not give a usable answer
│   ├── Throttled               503  the account or the service is at its limit; asked again by itself
│   ├── Transient               502  the connection or the service failed; asked again by itself
│   ├── Refused                 422  the request is final as it stands: key, model, size, refusal
│   └── Incomplete              502  cut short or not in the agreed form; never "no findings"
├── JobFailed                 502  a job ended in failure; carries the code of what ended it
├── Held                      control flow: a limit asks to wait; uses up no attempt
└── Stopped                   control flow: the work was cancelled, taken over, or the process is ending

The class decides three things and nobody reads messages: the words for a person (`str(error)`), the HTTP
status, and whether the runner may ask again (`retry`).
"""

from __future__ import annotations


class GalleyError(Exception):
    """Something went wrong in Galley."""

    status: int = 500
    code: str = "error"
    retry: bool = False

    def __init__(self, message: str = "", *, code: str | None = None, **facts: object) -> None:
        """`facts` are extra keys of the JSON answer: what is valid, which limit, until when."""
        super().__init__(message or (self.__doc__ or "").strip().splitlines()[0])
        if code:
            self.code = code
        self.facts = facts


class InputError(GalleyError):
    """What was sent cannot be used."""

    status, code = 400, "bad_input"


class Malformed(InputError):
    """The request is not in the agreed form."""

    status, code = 400, "malformed"


class NotFound(InputError):
    """There is nothing here by that name."""

    status, code = 404, "not_found"


class Conflict(InputError):
    """This does not fit the present state."""

    status, code = 409, "conflict"


class TooLarge(InputError):
    """This is larger than the limit."""

    status, code = 413, "too_large"


class UnsupportedType(InputError):
    """This format is not read. Upload DOCX, PDF, ODT, RTF, HTML, Markdown, plain text or a picture of a page."""

    status, code = 415, "unsupported_type"


class Unreadable(InputError):
    """No text could be read from this file."""

    status, code = 422, "unreadable"


class SettingsError(GalleyError):
    """The settings cannot be used."""

    status, code = 500, "settings"


class NotAllowed(GalleyError):
    """Sign in first: send `Authorization: Bearer <token>`."""

    status, code = 401, "not_allowed"


class Forbidden(GalleyError):
    """This may not be done from there."""

    status, code = 403, "forbidden"


class ModelError(GalleyError):
    """Claude did not give a usable answer."""

    status, code = 502, "model_error"


class Throttled(ModelError):
    """Claude is at its limit. It will be asked again by itself."""

    status, code, retry = 503, "throttled", True

    def __init__(self, message: str = "", *, wait_seconds: float, **facts: object) -> None:
        """`wait_seconds`: how long to stay away."""
        super().__init__(message, code=None, **facts)
        self.wait_seconds = wait_seconds


class Transient(ModelError):
    """Claude could not be reached just now. It will be asked again by itself."""

    status, code, retry = 502, "transient", True


class Refused(ModelError):
    """Claude will not answer this request as it stands."""

    status, code = 422, "refused"


class Incomplete(ModelError):
    """Claude's answer was cut short or not in the agreed form, so it was not used. Analyse again."""

    status, code, retry = 502, "incomplete", True


class JobFailed(GalleyError):
    """The work ended in failure."""

    status, code = 502, "job_failed"

    def __init__(self, message: str, *, code: str, status: int) -> None:
        super().__init__(message, code=code)
        self.status = status


class Stopped(Exception):
    """The work must end now: cancelled, taken over by somebody else, or the process is ending."""

    def __init__(self, reason: str) -> None:
        """`reason` is cancelled, lost, draining or deadline."""
        super().__init__(reason)
        self.reason = reason


class Held(Exception):
    """Control flow: a limit asks to wait until `until`. The runner waits; no attempt is used up."""

    def __init__(self, until: float, reason: str = "rate_limit") -> None:
        """`until` is in seconds since 1970; `reason` is what `waiting` shows."""
        super().__init__(reason)
        self.until = until
        self.reason = reason
