"""Pictures and documents: what an author shows, and what the office proves something with."""

from collections.abc import Iterable
from typing import IO, Any, NamedTuple

from flask_babel import gettext as _

from app.accounts.actions.people import keep_upload
from app.accounts.models import Person
from app.core import files
from app.core.db import db
from app.core.workflow import RuleBroken
from app.initiatives.models import Attachment, ChildrenShown, Initiative
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
    own = [attachment for attachment in initiative.attachments if not attachment.is_proof]
    digest = files.digest(stream)
    if any(attachment.upload.digest == digest for attachment in own):
        return
    if len(own) >= MAX_OF_AUTHOR:
        raise RuleBroken(_("Mỗi sáng kiến kèm được nhiều nhất %(num)d ảnh hoặc tệp.", num=MAX_OF_AUTHOR))
    initiative.children = None  # to be asked about the new one
    _add(initiative, stream, by=by, caption=caption)


def prove(initiative: Initiative, proofs: Iterable[Proof], *, by: Person, **what: Any) -> None:
    """Add proofs of `what`, a pilot, adoption or replication. Raises as `attach`, and while nobody spoke of children."""
    for proof in proofs:
        added = _add(initiative, proof.stream, by=by, caption=proof.caption, children=proof.children, **what)
        if added.upload.is_picture and not added.children:
            raise RuleBroken(_("Hãy nói rõ trong ảnh có trẻ em nhìn rõ mặt không."))


def detach(attachment: Attachment, *, by: Person) -> None:
    """Take a file off a draft."""
    if attachment.is_proof or not attachment.initiative.is_editable:
        raise RuleBroken(_("Tệp này không gỡ ra được nữa."))
    attachment.initiative.record("initiatives.detach", by=by, attachment=attachment.id)
    attachment.initiative.attachments.remove(attachment)


def _add(initiative: Initiative, stream: IO[bytes], *, by: Person, **facts: Any) -> Attachment:
    position = max((attachment.position for attachment in initiative.attachments), default=-1) + 1
    attachment = Attachment(initiative=initiative, upload=keep_upload(stream, by=by), position=position, **facts)
    db.session.add(attachment)
    return attachment
