"""/tin/: what the commune tells everybody, as a list, a page, a feed, and a text to read aloud."""

import hashlib
from typing import Any

from flask import Blueprint, Response, abort, current_app, render_template, request, url_for
from flask_babel import gettext as _

from app.announcements import policy, queries
from app.announcements.feed import Item, rss
from app.announcements.models import Announcement, AnnouncementKind
from app.commune import queries as commune
from app.core import files
from app.core.access import access, can
from app.core.clock import today
from app.core.db import db
from app.core.i18n import bilingual, language
from app.core.paging import by_moment

bp = Blueprint("announcements", __name__)
IN_A_FEED = 20


@bilingual(bp, "/tin/")
@access(policy.browse)
def index() -> Any:
    """What is published, pinned ones on top of the first page, then the newest; of one kind, for one village, or all."""
    kind = next((kind for kind in AnnouncementKind if kind == request.args.get("loai")), None)
    villages = {village.id: village for village in db.session.scalars(commune.villages())}
    village = villages.get(request.args.get("thon", type=int) or 0)
    wanted: dict[str, Any] = {"kind": kind, "village_id": village.id if village else None}
    others = queries.announcements(today(), pinned=False, **wanted)
    page = by_moment(others, Announcement.published_at, Announcement.id)
    pinned: list[Announcement] = []
    if page.newer_url is None:
        pinned = list(db.session.scalars(queries.newest_first(queries.announcements(today(), pinned=True, **wanted))))
    shown = {"kind": kind, "choices": list(AnnouncementKind), "village": village, "villages": villages.values()}
    return render_template("announcements/index.html", page=page, pinned=pinned, **shown)


@bilingual(bp, "/tin/<int:id>")
@access(policy.browse, queries.announcement)
def show(announcement: Announcement) -> Any:
    """One announcement; withdrawn, it says why and nothing else."""
    return render_template("announcements/show.html", announcement=announcement)


@bp.get("/tin/<int:id>/doc-loa.txt")
@access(policy.browse, queries.announcement)
def aloud(announcement: Announcement) -> Any:
    """What is read from the loudspeaker, to print or to copy, with how long that takes."""
    if not announcement.is_published and not can("announcements.write"):
        abort(404)
    reading = announcement.reading
    head = _("[Đọc khoảng %(long)s, %(num)d tiếng]", long=reading.lasts, num=reading.syllables)
    return Response(f"{head}\n\n{reading.text}\n", mimetype="text/plain")


@bp.get("/tin/anh/<token>")
@access(policy.browse, queries.file)
def file(announcement: Announcement) -> Any:
    upload = announcement.upload or abort(404)
    small = "-nho" if request.args.get("co") == "nho" else ""
    return files.sent(upload.token, upload.mime, small, name=f"tin-{announcement.id}")


@bilingual(bp, "/tin/rss.xml")
@access(policy.browse)
def feed() -> Any:
    """The newest for programs that ask again and again: while nothing changed they are told so."""
    spoken, base = language(), current_app.config["BASE_URL"]
    items = [
        Item(
            one.told_title(spoken),
            one.told_summary(spoken),
            base + url_for(".show", id=one.id),
            str(one.kind.label),
            one.published_at or one.state_since,
        )
        for one in db.session.scalars(queries.for_feed(spoken).limit(IN_A_FEED))
    ]
    title, text = _("Tin tức, thông báo của xã Nam Thanh Miện"), _("Xã báo tin, mời họp, nhắc lịch cho bà con.")
    addresses = {"url": base + url_for(".index"), "here": base + url_for(".feed")}
    answer = Response(rss(title, text, **addresses, language=spoken, items=items), mimetype="application/rss+xml")
    answer.set_etag(hashlib.blake2b(answer.get_data(), digest_size=12).hexdigest())
    answer.headers["Cache-Control"] = "no-cache"
    return answer.make_conditional(request)
