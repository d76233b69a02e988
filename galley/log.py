"""Logging: one line a record, as text or JSON. No document text, prompt or key ever goes in."""

from __future__ import annotations

import json
import logging
import time

from galley.settings import Settings

_OURS = ("action", "job_id", "step", "count", "way", "queue")


class _Json(logging.Formatter):
    def __init__(self, program: str) -> None:
        super().__init__()
        self._program = program

    def format(self, record: logging.LogRecord) -> str:
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        line = {"time": f"{stamp}.{int(record.msecs):03d}Z", "level": record.levelname.lower(), "proc": self._program}
        line |= {"logger": record.name, "message": record.getMessage()}
        line |= {key: value for key in _OURS if (value := getattr(record, key, None)) is not None}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def set_up_logging(settings: Settings, program: str) -> None:
    """Send everything to standard error, as the settings say. `program` is web, worker, all or cli;
    the command line shows its own progress, so there `info` stays quiet."""
    handler = logging.StreamHandler()
    if settings.log_format == "json":
        handler.setFormatter(_Json(program))
    else:
        form = f"%(asctime)s {program} %(levelname)s %(name)s: %(message)s"
        handler.setFormatter(logging.Formatter(form))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    level = settings.log_level.upper()
    root.setLevel("WARNING" if (program, level) == ("cli", "INFO") else level)
    for loud in ("httpx2", "httpcore2", "anthropic", "alembic", "sqlalchemy"):
        logging.getLogger(loud).setLevel(logging.WARNING)  # their lower levels print bodies and addresses
