"""All settings: one typed table, read once, checked at the start.

`Settings` is the table: each field names its environment variable, its default and what it is for. Values come
from the environment, then from `.env`, then from the default. A secret may come from a file (`NAME_FILE`).
`docs/settings.md` is tested against this table.
"""

from __future__ import annotations

import os
import secrets
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from dotenv import dotenv_values

from galley.errors import SettingsError
from galley.setting_values import OFF, Rate, choice, flag, languages, model, rate, url, whole

__all__ = ["OFF", "SCRIPTED", "Rate", "Settings", "entries", "load_settings"]


SCRIPTED = "scripted-demo"  # the model of `main.py demo`: the stand-in answers to this name and to no other


def _setting(name: str, default: Any, help: str, read: Callable[[str], Any] = str, secret: bool = False) -> Any:
    return field(
        default=default,
        repr=not secret,
        metadata={"name": name, "help": help, "read": read, "secret": secret},
    )


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Galley's settings; see the module's words. `repr` never shows a secret."""

    host: str = _setting("HOST", "127.0.0.1", "Address to listen on.")
    port: int = _setting("PORT", 8080, "Port to listen on.", whole(0, 65535))
    data_dir: Path = _setting("DATA_DIR", Path("data"), "Folder for the database and the uploaded files.", Path)
    secret_key: str = _setting(
        "SECRET_KEY",
        "",
        "Key for tenant tags and the sign-in cookie; unset: one is made and kept in DATA_DIR.",
        secret=True,
    )
    database_url: str = _setting(
        "DATABASE_URL",
        "",
        "sqlite:///… or postgresql://…; unset: galley.db in DATA_DIR.",
        url("sqlite", "postgresql", "postgres", "postgresql+psycopg"),
        secret=True,
    )
    blob_url: str = _setting("BLOB_URL", "", "file:///… for uploaded files; unset: blobs in DATA_DIR.", url("file"))
    use_celery: bool = _setting("USE_CELERY", False, "Hand work to Celery when Redis answers and a worker lives.", flag)
    redis_url: str = _setting(
        "REDIS_URL", "redis://localhost:6379/0", "Redis, with rediss:// for TLS.", url("redis", "rediss"), secret=True
    )
    broker_url: str = _setting(
        "CELERY_BROKER_URL", "", "Celery's broker; unset: REDIS_URL.", url("redis", "rediss"), secret=True
    )
    result_backend: str = _setting(
        "CELERY_RESULT_BACKEND",
        "",
        "Celery's result backend; unset: none, results live in the database.",
        url("redis", "rediss"),
        secret=True,
    )
    worker_concurrency: int = _setting(
        "CELERY_WORKER_CONCURRENCY",
        4,
        "Slots of a worker's pool; without workers, of each queue in the web process.",
        whole(1, 256),
    )
    anthropic_api_key: str = _setting("ANTHROPIC_API_KEY", "", "Claude's API key.", secret=True)
    anthropic_base_url: str = _setting(
        "ANTHROPIC_BASE_URL", "", "Another address of Claude's API.", url("http", "https")
    )
    claude_provider: str = _setting(
        "CLAUDE_PROVIDER",
        "auto",
        "auto: anthropic with a key, else offline; offline: Claude is never called.",
        choice("auto", "anthropic", "offline"),
    )
    claude_model: str = _setting("CLAUDE_MODEL", "claude-sonnet-5-5", "The model that is asked.", model)
    rate_limit_analysis: Rate | None = _setting(
        "RATE_LIMIT_ANALYSIS", None, "Claude's analyses a minute, or off; unset: 5/m when queued, else none.", rate
    )
    rate_limit_chat: Rate | None = _setting(
        "RATE_LIMIT_CHAT", None, "Claude's chats a minute, or off; unset: 10/m when queued, else none.", rate
    )
    rate_limit_test: Rate | None = _setting(
        "RATE_LIMIT_TEST", None, "Connection tests a minute, or off; unset: 3/m when queued, else none.", rate
    )
    max_upload_mb: int = _setting("MAX_UPLOAD_MB", 50, "Largest upload in megabytes.", whole(1, 2048))
    ocr_languages: str = _setting(
        "OCR_LANGUAGES", "eng", "Languages of scans, as Tesseract names them: deu+eng. Models beside eng: see below.",
        languages,
    )  # fmt: skip
    log_level: str = _setting("LOG_LEVEL", "info", "How much is logged.", choice("debug", "info", "warning", "error"))
    log_format: str = _setting("LOG_FORMAT", "text", "text or json lines.", choice("text", "json"))
    web_concurrency: int = _setting("WEB_CONCURRENCY", 1, "Web processes.", whole(1, 64))
    web_threads: int = _setting("WEB_THREADS", 32, "Threads a web process.", whole(4, 512))
    shutdown_grace: int = _setting("SHUTDOWN_GRACE", 25, "Seconds between the stop signal and the end.", whole(2, 600))
    trusted_proxies: int = _setting("TRUSTED_PROXIES", 0, "Proxies in front whose headers count.", whole(0, 5))
    auth: str = _setting(
        "AUTH",
        "auto",
        "auto: a token once a user exists or the address is public; off: no login (only behind your own door).",
        choice("auto", "off"),
    )

    @property
    def loopback(self) -> bool:
        """True when only this machine can reach the page."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def label(self) -> str | None:
        """What is said wherever Claude would be named, when a script answers in its place."""
        return "Scripted stand-in, not Claude" if self.claude_model == SCRIPTED else None


def entries() -> list[Field[Any]]:
    """The table's rows, in order, for the docs, `--help` and tests."""
    return list(fields(Settings))


def load_settings(environ: Mapping[str, str] | None = None, *, dotenv: Path | None = Path(".env")) -> Settings:
    """Read, check and complete the settings. Raises SettingsError that names every bad one and its fix."""
    values = {k: v for k, v in dotenv_values(dotenv).items() if v is not None} if dotenv else {}
    values |= dict(os.environ if environ is None else environ)
    problems: list[str] = []
    given: dict[str, Any] = {}
    for row in entries():
        try:
            text = _text_of(row, values)
            if text:
                given[row.name] = row.metadata["read"](text)
        except ValueError as error:
            problems.append(f"{row.metadata['name']}: {error}.")
    if problems:
        raise SettingsError(" ".join(problems))
    return _checked(Settings(**given))


def _text_of(row: Field[Any], values: Mapping[str, str]) -> str:
    name = row.metadata["name"]
    text = values.get(name, "").strip()
    file = values.get(f"{name}_FILE", "").strip() if row.metadata["secret"] else ""
    if not file:
        return text
    if text:
        raise ValueError(f"give {name} or {name}_FILE, not both")
    try:
        text = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise ValueError(f"the file that {name}_FILE names cannot be read") from None
    if not text:
        raise ValueError(f"the file that {name}_FILE names is empty")
    return text


def _checked(settings: Settings) -> Settings:
    if settings.claude_provider == "anthropic" and not settings.anthropic_api_key:
        raise SettingsError("CLAUDE_PROVIDER is anthropic, but ANTHROPIC_API_KEY is not set. Set it, or use auto.")
    if settings.secret_key and len(settings.secret_key) < 16:
        raise SettingsError("SECRET_KEY is too short. Use at least 16 random characters.")
    if not settings.secret_key and not settings.loopback and settings.database_url:
        # Several machines may share that database, and each would make a key of its own.
        raise SettingsError(
            "SECRET_KEY is not set, but DATABASE_URL is. Set SECRET_KEY to the same 16 or more random characters "
            "wherever this database is used."
        )
    folder = _writable(settings.data_dir.expanduser().absolute())
    completed: dict[str, Any] = {
        "data_dir": folder,
        "secret_key": settings.secret_key or _kept_key(folder),
        "database_url": _database(settings.database_url or f"sqlite:///{folder / 'galley.db'}"),
        "blob_url": settings.blob_url or (folder / "blobs").as_uri(),
        "redis_url": _verified_tls(settings.redis_url),
        "broker_url": _verified_tls(settings.broker_url or settings.redis_url),
        "result_backend": _verified_tls(settings.result_backend),
    }
    return Settings(**{row.name: completed.get(row.name, getattr(settings, row.name)) for row in entries()})


def _writable(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        raise SettingsError(
            f"DATA_DIR: {folder} cannot be written ({error.strerror}). Name a folder that this user may write to."
        ) from None


def _kept_key(folder: Path) -> str:
    """This machine's own key, made at the first start. The file is readable by its owner only."""
    path = folder / "secret_key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _settled(path)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(32))
    return path.read_text()


def _settled(path: Path) -> str:
    # Two programs may start together: the one that lost the race reads only a whole key.
    for _ in range(200):
        if len(key := path.read_text()) >= 64:
            return key
        time.sleep(0.01)
    raise SettingsError(f"{path} holds no whole key. Remove it and start again.")


def _database(url: str) -> str:
    scheme, rest = url.split("://", 1)
    return f"postgresql+psycopg://{rest}" if scheme in ("postgres", "postgresql") else url


def _verified_tls(url: str) -> str:
    """Make a rediss:// URL verify the certificate: kombu silently does not unless the URL says so."""
    parts = urlsplit(url)
    if parts.scheme != "rediss":
        return url
    if "ssl_cert_reqs=none" in parts.query.lower() or "cert_none" in parts.query.lower():
        raise SettingsError("REDIS_URL: ssl_cert_reqs=none switches certificate checks off. Remove it.")
    if "ssl_cert_reqs" in parts.query:
        return url
    query = "&".join(filter(None, (parts.query, "ssl_cert_reqs=required")))
    return urlunsplit(parts._replace(query=query))
