"""Adding to folders: proofs, and money planned and spent."""

from collections.abc import Iterable, Mapping
from typing import IO, Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.accounts.actions.own_data import rows_of, tells
from app.accounts.actions.people import keep_upload
from app.accounts.models import Person, Upload
from app.core.db import db
from app.core.workflow import RuleBroken
from app.folders.models import OFFICE, Folder, Fund, Proof


def add_proofs(folder: Folder, streams: Iterable[IO[bytes]], *, by: Person, **facts: Any) -> list[Proof]:
    """Add one proof for each file, or one without a file; what is said is said of each.

    Raises `RuleBroken` when there is nothing to see or nobody spoke of children, `files.RefusedFile` for what is no file
    of ours.
    """
    uploads: list[Upload | None] = [*(keep_upload(stream, by=by) for stream in streams)] or [None]
    if uploads == [None] and not (facts.get("number") or facts.get("url")):
        raise RuleBroken(_("Cần ít nhất một tệp, một số văn bản hoặc một đường dẫn."))
    if any(upload and upload.is_picture for upload in uploads) and not facts.get("children"):
        raise RuleBroken(_("Hãy nói rõ trong ảnh có thấy rõ mặt trẻ em không."))
    made = []
    for upload in uploads:
        children = facts.get("children") if upload and upload.is_picture else None
        proof = Proof(**{**facts, "children": children}, upload=upload, folder=folder, added_by_id=by.id)
        db.session.add(proof)
        proof.record("proofs.add", by=by, role=by.acts_as(*OFFICE), kept_by=folder.kept_by)
        made.append(proof)
    return made


def plan_money(folder: Folder, facts: Mapping[str, Any], *, by: Person) -> Fund:
    """Write down a line of money. Raises `RuleBroken` for one without any."""
    fund = Fund(folder=folder, **facts)
    _must_be_money(fund)
    db.session.add(fund)
    fund.record("funds.plan", by=by, role=by.acts_as(*OFFICE), **_told(facts))
    return fund


def change_money(fund: Fund, facts: Mapping[str, Any], *, by: Person) -> None:
    """Say it anew; what it was before stays in the history. Raises `RuleBroken` as `plan_money`."""
    before = {name: getattr(fund, name) for name in facts}
    for name, value in facts.items():
        setattr(fund, name, value)
    try:
        _must_be_money(fund)
    except RuleBroken:
        db.session.expire(fund)
        raise
    changed = {name: [was, facts[name]] for name, was in before.items() if was != facts[name]}
    if changed:
        fund.record("funds.change", by=by, role=by.acts_as(*OFFICE), changed=changed)


def drop_money(fund: Fund, reason: str, *, by: Person) -> None:
    """Take a line away that should never have been; the history keeps it."""
    facts = {name: getattr(fund, name) for name in ("year", "source", "planned", "spent", "output", "number")}
    fund.record("funds.drop", by=by, role=by.acts_as(*OFFICE), reason=reason, **_told(facts))
    db.session.execute(sa.delete(Fund).where(Fund.id == fund.id))


def _must_be_money(fund: Fund) -> None:
    if not fund.planned and not fund.spent:
        raise RuleBroken(_("Ghi số tiền dự kiến hoặc số tiền đã chi."))


def _told(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: getattr(value, "value", value) for name, value in facts.items()}


@tells("proofs")
def _proofs(person: Person) -> list[dict[str, Any]]:
    return rows_of(Proof, Proof.added_by_id == person.id, but=("added_by_id", "confirmed_by_id", "folder_id", "upload_id"))
