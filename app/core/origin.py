"""Changes come from this site's own pages: the browser says where a form was sent from."""

from urllib.parse import urlsplit

from flask import Flask, abort, request


def init_app(app: Flask) -> None:
    """Refuse a change whose Origin is another site; the CSRF token of the form stands beside this check."""

    @app.before_request
    def same_origin() -> None:
        origin = request.headers.get("Origin")
        if request.method in ("GET", "HEAD", "OPTIONS") or origin is None:
            return
        own = {request.host, urlsplit(app.config["BASE_URL"]).netloc}
        if origin.partition("://")[2] not in own:
            abort(403)
