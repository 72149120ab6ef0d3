"""What every answer tells the browser: nothing from elsewhere, nothing inline, nothing kept that is private."""

from flask import Flask, Response, request
from flask_login import current_user

from app.core.redirects import own_path

YEAR = 365 * 24 * 3600
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; "
    "connect-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
# A file that somebody sent, opened by itself: nothing in it runs, nothing is fetched.
ALONE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"


def of_every_answer(app: Flask) -> dict[str, str]:
    """What holds for pages and static files alike."""
    told = {
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }
    if app.config["SESSION_COOKIE_SECURE"]:
        told["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
    return told


def init_app(app: Flask) -> None:
    """Set the headers of `quality` on each answer; a view may have chosen its own caching, or a stricter policy."""
    told = of_every_answer(app)

    @app.after_request
    def protect(response: Response) -> Response:
        headers = response.headers
        if response.location:  # within the site a path: whatever name of it somebody sent, nobody is led elsewhere
            response.location = own_path(response.location) or response.location
        for name, value in told.items():
            headers.setdefault(name, value)
        if "Cache-Control" not in headers:
            private = request.method != "GET" or current_user.is_authenticated or "Set-Cookie" in headers
            headers["Cache-Control"] = "no-store" if private else "no-cache"
        return response
