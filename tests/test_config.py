"""Settings: production refuses what would endanger the commune, and over TLS everything says so."""

import re
import stat

import pytest

from app import _has_samples, create_app
from app.core.db import db
from config import Unsafe, from_environment
from tests.factories.people import PersonFactory

SECRET = "t" * 40
SAFE = {"ENVIRONMENT": "production", "SECRET_KEY": SECRET, "BASE_URL": "https://sangkien.example.vn"}


@pytest.mark.parametrize(
    "unsafe", [{"SECRET_KEY": ""}, {"SECRET_KEY": "x" * 31}, {"RATE_LIMITS": "off"}, {"ENVIRONMENT": "prod"}]
)
def test_production_refuses_what_would_endanger_the_commune(unsafe):
    with pytest.raises(Unsafe):
        from_environment({**SAFE, **unsafe})


def test_production_asks_for_two_things_and_shows_no_figures(tmp_path):
    config = from_environment({**SAFE, "DATA_DIR": str(tmp_path), "SECOND_FACTOR": "off"})

    assert (config["SECOND_FACTOR"], config["RATE_LIMITS"], config["METRICS_TOKEN"]) == (True, True, "")
    assert not config.keys() & {"DEBUG", "TESTING"}
    assert list(tmp_path.iterdir()) == []


def test_production_refuses_a_database_with_samples(app, settings, monkeypatch):
    assert not _has_samples(app)
    PersonFactory(is_sample=True)
    db.session.flush()
    assert _has_samples(app)

    monkeypatch.setattr(
        "app._has_samples", lambda _: _has_samples(app)
    )  # the new app would ask past the transaction of this test
    with pytest.raises(Unsafe, match="Sample accounts"):
        create_app(from_environment({**settings, **SAFE}))


def test_a_local_secret_is_made_once_for_its_owner_only(tmp_path):
    first, second = (from_environment({"DATA_DIR": str(tmp_path)})["SECRET_KEY"] for _ in range(2))

    assert first == second
    assert len(first) == 64
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


@pytest.fixture
def secure(settings):
    """A browser of this house as it stands behind TLS."""
    made = create_app(from_environment({**settings, "BASE_URL": "https://localhost"}))
    yield made.test_client()
    with made.app_context():
        db.engine.dispose()


def test_over_tls_the_cookie_belongs_to_this_host_alone(secure):
    cookie = secure.get("/dang-nhap", base_url="https://localhost").headers["Set-Cookie"]
    name, *told = [part.strip() for part in cookie.split(";")]

    assert re.match(r"__Host-phien=", name)
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(told)
    assert not any(part.startswith("Domain") for part in told)


def test_over_tls_every_answer_asks_for_tls_for_a_year(secure):
    sheet = secure.application.jinja_env.globals["asset"]("app.css")

    for address in ("/", "/khong-co", "/healthz", "/api/v1/initiatives", sheet):
        answer = secure.get(address, base_url="https://localhost")
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains", address
        answer.close()
