"""What may come in: changes from this site's own pages, and no more text than a form holds."""

from urllib.parse import urlsplit

from flask import Flask, abort, request


def init_app(app: Flask) -> None:
    """Refuse a change whose Origin is another site; the CSRF token of the form stands beside this check.

    A form without files is text alone: beyond `MAX_FORM_MEMORY_SIZE` bytes it is refused before it is read (413).
    """

    @app.before_request
    def short_texts() -> None:
        if request.mimetype == "application/x-www-form-urlencoded":
            request.max_content_length = app.config["MAX_FORM_MEMORY_SIZE"]

    @app.before_request
    def same_origin() -> None:
        origin = request.headers.get("Origin")
        if request.method in ("GET", "HEAD", "OPTIONS") or origin is None:
            return
        own = {request.host, urlsplit(app.config["BASE_URL"]).netloc}
        if origin.partition("://")[2] not in own:
            abort(403)
