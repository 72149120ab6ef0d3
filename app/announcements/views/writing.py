"""For coordinators: announcements written, published, amended, withdrawn."""

import secrets
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.announcements import actions, policy, queries
from app.announcements import forms as typed
from app.announcements.models import Announcement
from app.commune import queries as commune
from app.core.access import access
from app.core.asking import asked
from app.core.db import db
from app.core.forms import options
from app.core.paging import by_id

bp = Blueprint("announcements_office", __name__, url_prefix="/tin")


@bp.get("/ban-nhap")
@access(policy.write)
def drafts() -> Any:
    """What nobody reads yet, and what was withdrawn."""
    return render_template("announcements/drafts.html", page=by_id(queries.unpublished(), Announcement.id))


@bp.route("/moi", methods=["GET", "POST"])
@access(policy.write)
def draft() -> Any:
    form = typed.AnnouncementForm(key=secrets.token_urlsafe(16))
    _offer_villages(form)
    made: list[Announcement] = []

    def act() -> None:
        key = (form.key.data or secrets.token_urlsafe(16))[:40]
        made.append(actions.draft(form.facts, key=key, by=current_user))

    back = {"back": url_for("announcements.index"), "back_label": _("Tin tức, thông báo")}
    words = {"done": _("Đã lưu bản nháp. Xem lại rồi đăng."), "button": _("Lưu bản nháp")}
    answer = asked(form, _("Viết tin, thông báo"), act, **words, **back)
    return redirect(url_for("announcements.show", id=made[0].id), 303) if made else answer


@bp.route("/<int:id>/sua", methods=["GET", "POST"])
@access(policy.write, queries.announcement)
def write(announcement: Announcement) -> Any:
    form = typed.AnnouncementForm(obj=announcement)
    _offer_villages(form)

    def act() -> None:
        form.must_be_fresh(announcement.version)
        actions.write(announcement, form.facts, by=current_user)

    lead = _("Bài đã đăng: sửa nội dung thì trang ghi rõ lúc sửa lần cuối.") if announcement.is_published else ""
    return asked(form, _("Sửa bài"), act, done=_("Đã lưu."), button=_("Lưu"), lead=lead, **_back(announcement))


@bp.post("/<int:id>/dang")
@access(policy.write, queries.announcement)
def publish(announcement: Announcement) -> Any:
    announcement.publish(by=current_user)
    flash(_("Đã đăng."), "success")
    return redirect(url_for("announcements.show", id=announcement.id), 303)


@bp.route("/<int:id>/rut", methods=["GET", "POST"])
@access(policy.write, queries.announcement)
def withdraw(announcement: Announcement) -> Any:
    form = typed.ReasonForm()

    def act() -> None:
        announcement.withdraw(by=current_user, reason=form.reason.data or "")

    lead = _("Ai mở lại đường dẫn cũ thì đọc được lý do, không đọc được bài nữa.") if announcement.is_public else ""
    return asked(form, _("Rút bài"), act, done=_("Đã rút."), lead=lead, **_back(announcement))


@bp.route("/<int:id>/anh", methods=["GET", "POST"])
@access(policy.write, queries.announcement)
def show_picture(announcement: Announcement) -> Any:
    form = typed.PictureForm()

    def act() -> None:
        actions.show_picture(announcement, form.photo.stream, form.alt.data or "", form.children.data, by=current_user)

    lead = _("Ảnh mới thay ảnh đang có.") if announcement.upload else ""
    return asked(form, _("Ảnh của bài"), act, done=_("Đã thêm ảnh."), button=_("Thêm ảnh"), lead=lead, **_back(announcement))


@bp.post("/<int:id>/anh/bo")
@access(policy.write, queries.announcement)
def remove_picture(announcement: Announcement) -> Any:
    actions.remove_picture(announcement, by=current_user)
    flash(_("Đã bỏ ảnh."), "success")
    return redirect(url_for("announcements.show", id=announcement.id), 303)


def _offer_villages(form: typed.AnnouncementForm) -> None:
    form.village_id.choices = options(db.session.scalars(commune.villages()), empty=_("Cả xã"))


def _back(announcement: Announcement) -> dict[str, str]:
    return {"back": url_for("announcements.show", id=announcement.id), "back_label": announcement.title}
