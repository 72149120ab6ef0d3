"""Every setting, its default and its meaning; values come from the environment."""

import os
import secrets
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any


class Unsafe(Exception):
    """A production start that would endanger the commune; the message says what to mend."""


def from_environment(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Read the settings.

    `ENVIRONMENT` is `local` (the default: samples allowed, a secret is made for you) or `production`.
    Raises `Unsafe` when it is neither, when production lacks its own secret, or asks for what only load tests may have.
    """
    data_dir = Path(environ.get("DATA_DIR", "var")).absolute()
    if environ.get("ENVIRONMENT", "local") not in ("local", "production"):
        raise Unsafe("ENVIRONMENT is local or production, nothing else.")
    production = environ.get("ENVIRONMENT") == "production"
    secret = environ.get("SECRET_KEY", "")
    if production and len(secret) < 32:
        raise Unsafe("SECRET_KEY must be set, 32 characters or more, in production.")
    if production and environ.get("RATE_LIMITS") == "off":
        raise Unsafe("RATE_LIMITS=off is for load tests only and refused in production.")
    base_url = environ.get("BASE_URL", f"http://127.0.0.1:{environ.get('PORT', '8000')}").rstrip("/")
    secure = base_url.startswith("https://")
    return {
        "PRODUCTION": production,
        # Database, media and secrets live here.
        "DATA_DIR": data_dir,
        # Any SQLAlchemy address of SQLite or PostgreSQL.
        "DATABASE_URL": environ.get("DATABASE_URL") or f"sqlite:///{data_dir / 'xa.db'}",
        "MEDIA_DIR": data_dir / "media",
        "BASE_URL": base_url,
        # Where e-mail goes: smtp://user:password@host:587, smtps://…, or file:/folder; empty: none is sent.
        "MAIL_URL": environ.get("MAIL_URL", ""),
        # The address mails come from; by default no-reply at the host of BASE_URL.
        "MAIL_FROM": environ.get("MAIL_FROM", ""),
        # Seconds the worker of the outbox rests between two looks.
        "OUTBOX_PAUSE": float(environ.get("OUTBOX_PAUSE", "1")),
        # From which level on the log tells; `info` has a line for every request.
        "LOG_LEVEL": environ.get("LOG_LEVEL", "info" if production else "warning").upper(),
        # Who shows this token sees the figures at /metrics; empty: nobody does.
        "METRICS_TOKEN": environ.get("METRICS_TOKEN", ""),
        # Whether roles that decide must have a second factor; a sample commune may do without.
        "SECOND_FACTOR": production or environ.get("SECOND_FACTOR", "off") == "on",
        "SECRET_KEY": secret or _kept_secret(data_dir / "secret-key"),
        # How many proxies stand in front and set X-Forwarded-For; with 0 the header is ignored.
        "TRUSTED_PROXIES": int(environ.get("TRUSTED_PROXIES", "0")),
        "RATE_LIMITS": environ.get("RATE_LIMITS", "on") != "off",
        "SESSION_COOKIE_NAME": "__Host-phien" if secure else "phien",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        # As long as a session lasts at the most, so its cookie is not written again with every answer.
        "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
        "SESSION_REFRESH_EACH_REQUEST": False,
        # Three photos of 8 MB and the text of one form.
        "MAX_CONTENT_LENGTH": 26 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "MAX_FORM_PARTS": 400,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": True,
        "BABEL_DEFAULT_LOCALE": "vi",
        "BABEL_TRANSLATION_DIRECTORIES": str(data_dir / "words"),
        "COMPRESS_ALGORITHM": ["br", "gzip"],
        "COMPRESS_BR_LEVEL": 4,
        "COMPRESS_MIMETYPES": ["text/html", "application/json", "text/csv", "image/svg+xml", "application/xml"],
    }


def _kept_secret(path: Path) -> str:
    """The secret of this machine, made once and readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32))
    return path.read_text()
