"""Pictures and documents: what an author shows, and what the office proves something with."""

from collections.abc import Iterable
from typing import IO, Any, NamedTuple

import sqlalchemy as sa
from flask_babel import gettext as _

from app.accounts.actions.people import keep_upload
from app.accounts.models import ChildrenShown, Person, Upload
from app.core import files
from app.core.db import db
from app.core.workflow import RuleBroken
from app.initiatives.models import Attachment, Initiative
from app.initiatives.models.attachment import MAX_OF_AUTHOR


class Proof(NamedTuple):
    """A file to be shown as a proof, and what whoever puts it up says of it."""

    stream: IO[bytes]
    caption: str
    children: ChildrenShown | None


def attach(initiative: Initiative, stream: IO[bytes], *, by: Person, caption: str = "") -> None:
    """Show a file with the idea, once, however often the form that brings it is sent.

    Raises `RuleBroken` when there are enough, `files.RefusedFile` for what cannot be taken.
    """
    _locked(initiative)
    own = [attachment for attachment in initiative.attachments if not attachment.is_proof]
    digest = files.digest(stream)
    if any(attachment.upload.digest == digest for attachment in own):
        return
    if len(own) >= MAX_OF_AUTHOR:
        raise RuleBroken(_("Mỗi sáng kiến kèm được nhiều nhất %(num)d ảnh hoặc tệp.", num=MAX_OF_AUTHOR))
    initiative.children = None  # to be asked about the new one
    _add(initiative, keep_upload(stream, by=by), caption=caption)


def prove(initiative: Initiative, proofs: Iterable[Proof], *, by: Person, **what: Any) -> None:
    """Add proofs of `what`, a pilot, adoption or replication. Raises as `attach`, and while nobody spoke of children."""
    taken = [(proof, keep_upload(proof.stream, by=by)) for proof in proofs]
    _locked(initiative)  # once they are decoded: whoever votes meanwhile waits for nothing
    for proof, upload in taken:
        if upload.is_picture and not proof.children:
            raise RuleBroken(_("Hãy nói rõ trong ảnh có thấy rõ mặt trẻ em không."))
        _add(initiative, upload, caption=proof.caption, children=proof.children, **what)


def detach(attachment: Attachment, *, by: Person) -> None:
    """Take a file off a draft."""
    if attachment.is_proof or not attachment.initiative.is_editable:
        raise RuleBroken(_("Tệp này không gỡ ra được nữa."))
    attachment.initiative.record("initiatives.detach", by=by, attachment=attachment.id)
    attachment.initiative.attachments.remove(attachment)


def _locked(initiative: Initiative) -> None:
    """Let one form after the other add its files, each after what the last one brought."""
    db.session.flush()
    db.session.execute(sa.select(Initiative.id).where(Initiative.id == initiative.id).with_for_update(key_share=True))
    db.session.refresh(initiative, ["attachments"])


def _add(initiative: Initiative, upload: Upload, **facts: Any) -> None:
    position = max((attachment.position for attachment in initiative.attachments), default=-1) + 1
    db.session.add(Attachment(initiative=initiative, upload=upload, position=position, **facts))
