"""/01/…, /414/…, /417/…, /00/…: addresses of GS1 Digital Link, answered as a GS1-conformant resolver 1.2 does."""

import re
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from flask import Blueprint, Response, current_app, jsonify, render_template, request
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from werkzeug.routing import BaseConverter

from app.core import ready
from app.core.access import access
from app.core.clock import today
from app.core.db import db
from app.products import trace_code
from app.tracing import linkset, policy, queries
from app.tracing.digital_link import QUALIFIERS, DigitalLink, NotConformant, read
from app.tracing.linkset import CONTEXT, LINKSET, VOC, Item, Link

bp = Blueprint("resolving", __name__)
METHODS = ["GET", "HEAD", "OPTIONS"]


class Anything(BaseConverter):
    """The rest of an address, whatever it is: it is read from the raw path."""

    regex = ".*"
    part_isolating = False


def resolve(rest: str = "") -> Any:
    if request.method == "OPTIONS":
        return _open(Response(status=204))
    path, query = _raw()
    try:
        link = read(path)
    except NotConformant as wrong:
        return _refused(400, str(wrong))
    item = _found(link)
    if item is None:
        return _refused(404, "Nothing is known of this key.")
    wanted = parse_qs(query).get("linkType", [None])[0]
    if wanted in ("linkset", "all") or (wanted is None and _wants_linkset()):
        return ready.offered(_linkset(item, 200))
    chosen = item.chosen(wanted, request.accept_languages.best_match(["vi", "en"], "vi"))
    if not chosen:
        return _refused(404, "There is no link of this type.")
    return ready.offered(_linkset(item, 300) if len(chosen) > 1 else _redirect(item, chosen[0], query))


def _found(link: DigitalLink) -> Item | None:
    """The thing of a key, or the wider one it belongs to: from serial to lot to product."""
    if link.key == "01":
        return _product(link)
    if link.key == "414":
        place = db.session.scalars(queries.place_of_gln(link.value)).one_or_none()
        return linkset.of_place(link, place) if place else None
    if link.key == "417":
        producer = db.session.scalars(queries.producer_of_gln(link.value)).one_or_none()
        return linkset.of_producer(link, producer) if producer else None
    return None  # nobody here ships logistic units


def _product(link: DigitalLink) -> Item | None:
    connection = db.session.connection()
    asked = {"gtin": link.value, "number": link.qualifiers.get("10"), "today": today()}
    row = connection.execute(queries.traded(), asked).one_or_none()
    if row is None:
        return None
    serial = link.qualifiers.get("21", "")
    if not (row.serials and trace_code.is_serial(serial)):
        serial = ""  # the producer's own numbers: nothing is known of them, but of the lot it is
    recorded = connection.execute(queries.recorded_links(), {"product": row.id}).all()
    return linkset.of_product(link, row, serial, recorded)


def _redirect(item: Item, chosen: Link, query: str) -> Response:
    """To a page of this site, or to a link that the product's own record holds; the query goes along as it came."""
    kept = re.sub(r"[^!-~]", lambda found: quote(found[0]), query)
    there, hash, part = chosen.href.partition("#")
    target = there + (("&" if "?" in there else "?") + kept if kept else "") + hash + part
    return _open(Response(status=307, headers={"Location": target}), item)


def _linkset(item: Item, status: int) -> Response:
    answer = jsonify(item.as_json(current_app.config["BASE_URL"]))
    answer.status_code, answer.mimetype = status, LINKSET
    answer.headers.add("Link", f'<{CONTEXT}>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"')
    return _open(answer)


def _open(answer: Response, item: Item | None = None) -> Response:
    """For every page of every site, which is what a resolver is for."""
    if item is not None:
        here = current_app.config["BASE_URL"] + item.link.path
        answer.headers.add("Link", f'<{here}?linkType=linkset>; rel="linkset"; type="{LINKSET}"')
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Access-Control-Allow-Methods"] = ", ".join(METHODS)
    answer.headers["Access-Control-Expose-Headers"] = "Link, Location"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["Allow"] = ", ".join(METHODS)
    answer.vary.update(["Accept", "Accept-Language"])
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _refused(status: int, why: str) -> Any:
    """In words for a person with a phone, in a few for a program."""
    if "text/html" in request.headers.get("Accept", ""):
        title = _("Mã này chưa đúng") if status == 400 else _("Mã này không có trong sổ của xã")
        return _open(Response(render_template("tracing/refused.html", title=title), status, mimetype="text/html"))
    answer = jsonify(error=why)
    answer.status_code = status
    return _open(answer)


def _wants_linkset() -> bool:
    return any(named == LINKSET and weight > 0 for named, weight in request.accept_mimetypes)


def _raw() -> tuple[str, str]:
    """Path and query as they were sent: what is percent-encoded in them may be a slash."""
    whole = request.environ.get("REQUEST_URI") or request.full_path
    if not whole.startswith("/"):  # a proxy may ask by the whole address
        parts = urlsplit(whole)
        whole = f"{parts.path}?{parts.query}" if parts.query else parts.path
    path, _mark, query = whole.partition("?")
    return path, query


@bp.route("/.well-known/gs1resolver", methods=METHODS)
@access(policy.scan)
def description() -> Any:
    base = current_app.config["BASE_URL"]
    told = {
        "name": "Xã Nam Thanh Miện, Hải Phòng",
        "resolverRoot": base,
        "supportedPrimaryKeys": list(QUALIFIERS),
        "supportedLinkType": [{"namespace": VOC, "prefix": "gs1:"}],
        "linkTypeDefaultCanBeLinkset": False,
        "contact": {"fn": "Ủy ban nhân dân xã Nam Thanh Miện", "hasAddress": {"countryName": "Việt Nam"}},
        "termsOfUse": f"{base}/tro-giup",
    }
    return _open(jsonify(told))


@bp.record_once
def _converter(state: BlueprintSetupState) -> None:
    state.app.url_map.converters["anything"] = Anything


def _routes() -> None:
    view = access(policy.scan)(resolve)
    for key in QUALIFIERS:
        for rule in (f"/{key}", f"/{key}/", f"/{key}/<anything:rest>"):
            bp.add_url_rule(rule, "resolve", view, methods=METHODS, strict_slashes=False, merge_slashes=False)


_routes()
