"""Alive, and ready: for whoever watches the server."""

import hmac
import os
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Response, abort, current_app, request
from sqlalchemy.exc import SQLAlchemyError

from app.core import outbox, watch
from app.core.access import access, everyone
from app.core.db import db

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@access(everyone)
def alive() -> Any:
    return {"alive": True}


@bp.get("/readyz")
@access(everyone)
def ready() -> Any:
    """Whether the database answers, photos can be kept, and what waits to leave."""
    try:
        db.session.execute(sa.text("SELECT version_num FROM alembic_version"))
        database = True
    except SQLAlchemyError:
        database = False
    state = {"database": database, "media": _writable(Path(current_app.config["MEDIA_DIR"]))}
    # What waits to leave keeps nobody from using the site: it is told, and the site stays ready.
    leaves = database and outbox.state()["oldest_minutes"] < outbox.LATE_MINUTES
    return {"ready": all(state.values()), **state, "outbox": leaves}, 200 if all(state.values()) else 503


@bp.get("/metrics")
@access(everyone)
def metrics() -> Any:
    """Figures for Prometheus, for whoever knows the token; without one in the settings there are none."""
    token, given = current_app.config["METRICS_TOKEN"], request.headers.get("Authorization", "")
    if not token or not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        abort(404)
    waiting = outbox.state()
    now = {f"outbox_{name}": figure for name, figure in waiting.items()}
    return Response(watch.figures(**now), content_type="text/plain; version=0.0.4; charset=utf-8")


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)
