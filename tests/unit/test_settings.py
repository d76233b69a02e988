"""The settings: what they complete, what they refuse, and what they never show."""

import os
import stat
from pathlib import Path

import pytest

from galley.claude.keys import Keys
from galley.errors import SettingsError
from galley.settings import OFF, Rate, Settings, entries, load_settings

BAD = [
    ("PORT", "http", "whole number from 0 to 65535"),
    ("PORT", "70000", "whole number from 0 to 65535"),
    ("PORT", "80.5", "whole number"),
    ("DATABASE_URL", "mysql://host/db", "sqlite:// or postgresql://"),
    ("DATABASE_URL", "galley.db", "URL that starts with"),
    ("BLOB_URL", "ftp://host/x", "file://"),
    ("USE_CELERY", "perhaps", "true or false"),
    ("REDIS_URL", "localhost:6379", "redis:// or rediss://"),
    ("CELERY_BROKER_URL", "amqp://host", "redis:// or rediss://"),
    ("CELERY_RESULT_BACKEND", "db+sqlite:///x", "redis:// or rediss://"),
    ("CELERY_WORKER_CONCURRENCY", "0", "from 1 to 256"),
    ("ANTHROPIC_BASE_URL", "example.org", "http:// or https://"),
    ("CLAUDE_PROVIDER", "openai", "one of auto, anthropic"),
    ("RATE_LIMIT_ANALYSIS", "5", "such as 5/m, or off"),
    ("RATE_LIMIT_CHAT", "0/m", "such as 5/m, or off"),
    ("RATE_LIMIT_TEST", "3/day", "such as 5/m, or off"),
    ("OCR_LANGUAGES", "English", "Tesseract's names"),
    ("MAX_UPLOAD_MB", "-1", "from 1 to"),
    ("LOG_LEVEL", "loud", "one of debug, info"),
    ("LOG_FORMAT", "xml", "one of text, json"),
    ("WEB_CONCURRENCY", "0", "whole number"),
    ("WEB_THREADS", "1", "whole number"),
    ("SHUTDOWN_GRACE", "0", "whole number"),
    ("TRUSTED_PROXIES", "9", "whole number"),
    ("AUTH", "maybe", "one of auto, off"),
]
SECRETS = {
    "SECRET_KEY": "s3cret-s3cret-s3cret",
    "DATABASE_URL": "postgresql://u:s3cret@h/db",
    "REDIS_URL": "redis://:s3cret@h/0",
    "CELERY_BROKER_URL": "redis://:s3cret@b/0",
    "CELERY_RESULT_BACKEND": "redis://:s3cret@r/0",
    "ANTHROPIC_API_KEY": "s3cret",
}


def load(tmp_path: Path, **environ: str) -> Settings:
    return load_settings({"DATA_DIR": str(tmp_path / "data"), **environ}, dotenv=None)


@pytest.mark.parametrize(("name", "value", "fix"), BAD, ids=[f"{n}={v}" for n, v, _ in BAD])
def test_a_bad_value_stops_the_start_and_names_the_setting_and_the_fix(
    tmp_path: Path, name: str, value: str, fix: str
) -> None:
    with pytest.raises(SettingsError) as told:
        load(tmp_path, **{name: value})
    assert str(told.value).startswith(f"{name}: ")
    assert fix in str(told.value)
    assert not (tmp_path / "data").exists(), "nothing is made before all is checked"


def test_every_setting_that_can_be_wrong_has_a_bad_value_above() -> None:
    free = {"HOST", "DATA_DIR", "SECRET_KEY", "ANTHROPIC_API_KEY", "CLAUDE_MODEL"}
    checked = {row.metadata["name"] for row in entries() if row.metadata["read"] not in (str, Path)}
    assert checked - free <= {name for name, _, _ in BAD}


def test_all_bad_values_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"PORT: .* USE_CELERY: "):
        load(tmp_path, PORT="x", USE_CELERY="x")


def test_a_bad_secret_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as told:
        load(tmp_path, DATABASE_URL="mysql://u:s3cret@h/db", REDIS_URL="http://:s3cret@h")
    assert "s3cret" not in str(told.value)


def test_without_anything_the_defaults_serve_one_laptop(tmp_path: Path) -> None:
    settings = load(tmp_path)
    folder = tmp_path / "data"
    assert (settings.host, settings.port, settings.use_celery) == ("127.0.0.1", 8080, False)
    assert settings.database_url == f"sqlite:///{folder / 'galley.db'}"
    assert settings.blob_url == (folder / "blobs").as_uri()
    assert settings.broker_url == settings.redis_url == "redis://localhost:6379/0"
    assert settings.result_backend == ""
    assert Keys(settings).present().origin == "none"
    assert (settings.rate_limit_analysis, settings.max_upload_mb) == (None, 50)


def test_an_empty_or_blank_value_is_the_default(tmp_path: Path) -> None:
    assert load(tmp_path, PORT="", HOST="  ").port == 8080


def test_words_of_any_case_and_white_space_around_are_read(tmp_path: Path) -> None:
    settings = load(tmp_path, USE_CELERY=" TRUE ", LOG_LEVEL="Warning", RATE_LIMIT_CHAT="OFF", RATE_LIMIT_TEST="7/h")
    assert (settings.use_celery, settings.log_level) == (True, "warning")
    assert (settings.rate_limit_chat, settings.rate_limit_test) == (OFF, Rate(7, 3600.0))


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("from-the-file\n")
    settings = load(tmp_path, ANTHROPIC_API_KEY_FILE=str(file))
    assert settings.anthropic_api_key == "from-the-file"
    assert Keys(settings).present().origin == "set"


def test_a_secret_given_twice_stops_the_start(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("a")
    with pytest.raises(SettingsError, match="give ANTHROPIC_API_KEY or ANTHROPIC_API_KEY_FILE, not both"):
        load(tmp_path, ANTHROPIC_API_KEY="b", ANTHROPIC_API_KEY_FILE=str(file))


@pytest.mark.parametrize("missing", ["nowhere", "."])
def test_a_secret_s_file_that_cannot_be_read_stops_the_start(tmp_path: Path, missing: str) -> None:
    with pytest.raises(SettingsError, match="SECRET_KEY: the file that SECRET_KEY_FILE names cannot be read"):
        load(tmp_path, SECRET_KEY_FILE=str(tmp_path / missing))


def test_what_is_no_secret_is_not_read_from_a_file(tmp_path: Path) -> None:
    assert load(tmp_path, PORT_FILE="/nowhere").port == 8080


def test_dotenv_fills_gaps_and_never_overrides_the_environment(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text(f"PORT=1111\nCLAUDE_MODEL=from-the-file\nDATA_DIR={tmp_path / 'data'}\n")
    settings = load_settings({"PORT": "2222"}, dotenv=dotenv)
    assert (settings.port, settings.claude_model) == (2222, "from-the-file")


def test_an_environment_that_empties_a_value_wins_too(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("ANTHROPIC_API_KEY=from-the-file\n")
    settings = load_settings({"ANTHROPIC_API_KEY": "", "DATA_DIR": str(tmp_path / "data")}, dotenv=dotenv)
    assert Keys(settings).present().origin == "none"


def test_a_missing_dotenv_is_no_fault(tmp_path: Path) -> None:
    assert load_settings({"DATA_DIR": str(tmp_path / "data")}, dotenv=tmp_path / "none").port == 8080


def test_secrets_are_never_in_the_repr(tmp_path: Path) -> None:
    settings = load(tmp_path, **SECRETS)
    assert settings.anthropic_api_key == "s3cret"
    assert "s3cret" not in repr(settings)
    assert "s3cret" not in f"{settings} {settings!s}"


def test_every_setting_that_may_hold_a_password_is_marked_secret() -> None:
    marked = {row.metadata["name"] for row in entries() if row.metadata["secret"]}
    assert marked == set(SECRETS)
    assert all(row.repr is not row.metadata["secret"] for row in entries())


def test_a_secret_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    first = load(tmp_path).secret_key
    kept = tmp_path / "data" / "secret_key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert kept.read_text() == first
    assert len(first) == 64
    assert load(tmp_path).secret_key == first


def test_a_given_secret_key_is_not_written_down(tmp_path: Path) -> None:
    load(tmp_path, SECRET_KEY="k" * 16)
    assert not (tmp_path / "data" / "secret_key").exists()


def test_a_secret_key_of_a_start_that_broke_off_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "secret_key").write_text("half")
    monkeypatch.setattr("galley.settings.time.sleep", lambda _: None)
    with pytest.raises(SettingsError, match="holds no whole key"):
        load(tmp_path)


def test_a_short_secret_key_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="SECRET_KEY is too short"):
        load(tmp_path, SECRET_KEY="k" * 15)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "galley.example.org"])
def test_a_public_address_with_a_database_elsewhere_needs_a_secret_key(tmp_path: Path, host: str) -> None:
    given = {"HOST": host, "DATABASE_URL": "postgresql://h/db"}
    with pytest.raises(SettingsError, match=r"SECRET_KEY is not set, .* Set SECRET_KEY to the same 16"):
        load(tmp_path, **given)
    assert load(tmp_path, **given, SECRET_KEY="k" * 16).loopback is False


def test_a_public_address_with_its_own_database_keeps_a_key_beside_it(tmp_path: Path) -> None:
    assert len(load(tmp_path, HOST="0.0.0.0").secret_key) == 64


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_a_loopback_address_needs_none(tmp_path: Path, host: str) -> None:
    assert load(tmp_path, HOST=host).loopback is True


def test_anthropic_without_a_key_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"ANTHROPIC_API_KEY is not set\. Set it, or use auto"):
        load(tmp_path, CLAUDE_PROVIDER="anthropic")


def test_offline_stays_offline_with_a_key(tmp_path: Path) -> None:
    settings = load(tmp_path, CLAUDE_PROVIDER="offline", ANTHROPIC_API_KEY="k")
    (settings.data_dir / "claude_key").write_text("kept")
    assert Keys(settings).present().origin == "none"


def test_only_the_script_of_the_demo_has_a_label(tmp_path: Path) -> None:
    assert load(tmp_path).label is None
    assert load(tmp_path, CLAUDE_MODEL="scripted-demo").label == "Scripted stand-in, not Claude"


def test_a_folder_that_cannot_be_written_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match=r"^DATA_DIR: .* cannot be written .* Name a folder"):
        load_settings({"DATA_DIR": str(tmp_path / "file" / "data")}, dotenv=None)


def test_a_home_folder_is_written_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert load_settings({"DATA_DIR": "~/galley"}, dotenv=None).data_dir == tmp_path / "galley"


def test_a_relative_folder_becomes_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings({}, dotenv=None).data_dir == tmp_path / "data"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgres_addresses_name_the_driver_that_is_installed(tmp_path: Path, scheme: str) -> None:
    settings = load(tmp_path, DATABASE_URL=f"{scheme}://u:p@h:5432/db?sslmode=require")
    assert settings.database_url == "postgresql+psycopg://u:p@h:5432/db?sslmode=require"


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("rediss://h/0", "rediss://h/0?ssl_cert_reqs=required"),
        ("rediss://:p@h:6380/2?health_check_interval=5", "rediss://:p@h:6380/2?health_check_interval=5&ssl_cert_reqs=required"),
        ("rediss://h/0?ssl_cert_reqs=required&ssl_ca_certs=/ca", "rediss://h/0?ssl_cert_reqs=required&ssl_ca_certs=/ca"),
        ("redis://h/0", "redis://h/0"),
    ],
)  # fmt: skip
def test_redis_over_tls_verifies_the_certificate(tmp_path: Path, given: str, used: str) -> None:
    settings = load(tmp_path, REDIS_URL=given, CELERY_RESULT_BACKEND=given)
    assert (settings.redis_url, settings.broker_url, settings.result_backend) == (used, used, used)
    assert load(tmp_path, CELERY_BROKER_URL=given).broker_url == used


@pytest.mark.parametrize("none", ["none", "NONE", "CERT_NONE"])
def test_redis_without_certificate_checks_stops_the_start(tmp_path: Path, none: str) -> None:
    with pytest.raises(SettingsError, match="switches certificate checks off"):
        load(tmp_path, REDIS_URL=f"rediss://h/0?ssl_cert_reqs={none}")


def test_reading_the_settings_changes_no_environment(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("GALLEY_TEST_ONLY=1\n")
    load_settings({"DATA_DIR": str(tmp_path / "data")}, dotenv=dotenv)
    assert "GALLEY_TEST_ONLY" not in os.environ


@pytest.mark.parametrize(
    "url", ["sqlite:foo.db", "sqlite://", "sqlite:///", "postgresql:", "postgresql://u:p@host:port/db", "mysql://h/d"]
)
def test_an_unusable_database_url_is_refused_by_name(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL"):
        load(tmp_path, DATABASE_URL=url)


def test_an_empty_secret_file_is_no_secret(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("\n")
    with pytest.raises(SettingsError, match="ANTHROPIC_API_KEY_FILE names is empty"):
        load(tmp_path, ANTHROPIC_API_KEY_FILE=str(tmp_path / "key"))
