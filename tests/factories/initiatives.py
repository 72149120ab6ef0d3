"""Initiatives, placed where a test needs them without walking there."""

import io
import secrets
from datetime import date, timedelta
from typing import Any

import factory
from PIL import Image

from app.accounts.models import ChildrenShown, Person, Role, Upload
from app.core.clock import today, utcnow
from app.core.db import db
from app.initiatives.actions.attaching import Proof
from app.initiatives.models import Adoption, Application, Attachment, AwardClass, CoAuthor, Initiative, Pilot, Sphere, State
from tests.factories.base import Factory
from tests.factories.people import PersonFactory, field, holder, unit, village


class InitiativeFactory(Factory):
    """A finished draft. Traits put it where a test needs it."""

    class Meta:
        model = Initiative

    class Params:
        submitted = factory.Trait(
            state=State.SUBMITTED,
            submitted_at=factory.LazyFunction(utcnow),
            code=factory.Sequence(lambda n: f"SK-2020-{n:04d}"),
        )
        opened = factory.Trait(submitted=True, state=State.OPEN, published_at=factory.LazyFunction(utcnow))
        evaluating = factory.Trait(opened=True, state=State.EVALUATING, council_session="Đợt 1")
        recognised = factory.Trait(
            opened=True,
            state=State.RECOGNISED,
            decision_number="12/QĐ-UBND",
            decision_on=date(2026, 3, 2),
            award_class=AwardClass.B,
        )
        adopted = factory.Trait(recognised=True, state=State.ADOPTED)

    title = factory.Sequence(lambda n: f"Sáng kiến {n}")
    problem = "Đường thôn tối."
    solution = "Lắp đèn năng lượng mặt trời."
    author = factory.SubFactory(PersonFactory)
    village = factory.LazyFunction(village)
    field = factory.LazyFunction(field)


def photo(size: tuple[int, int] = (320, 240), kind: str = "JPEG", **saved: Any) -> io.BytesIO:
    """A real picture of one colour."""
    stream = io.BytesIO()
    Image.new("RGB", size, (30, 120, 60)).save(stream, kind, **saved)
    stream.seek(0)
    return stream


def proof(caption: str) -> Proof:
    """A picture that proves something, without children in it."""
    return Proof(photo(), caption, ChildrenShown.NONE)


def attachment(
    initiative: Initiative, *, by: Person | None = None, confirmed: bool = False, upload: Upload | None = None, **proves: Any
) -> Attachment:
    """A file of an initiative; without a file on disk unless it is given."""
    upload = upload or Upload(token=secrets.token_urlsafe(12), mime="image/webp", size=1000, width=320, height=240)
    upload.uploader_id = (by or initiative.author).id
    checker = holder(Role.OFFICIAL) if confirmed else None
    db.session.add(upload)
    made = Attachment(initiative=initiative, upload=upload, position=len(initiative.attachments), **proves)
    if checker:
        made.confirmed_at, made.confirmed_by_id = utcnow(), checker.id
    db.session.add(made)
    db.session.flush()
    return made


def pilot(initiative: Initiative, **facts: Any) -> Pilot:
    """A running pilot; the initiative is put into its state."""
    came_from = initiative.state
    given = {"place": "Cổng thôn", "starts_on": today(), "ends_on": today() + timedelta(days=30), "measure": "Sáng 10 đêm"}
    made = Pilot(initiative=initiative, unit=unit(), came_from=came_from, **{**given, **facts})
    db.session.add(made)
    initiative.state = State.PILOTING
    db.session.flush()
    return made


def application(initiative: Initiative, *, signed: bool = True) -> Application:
    """A complete application."""
    made = Application(
        initiative=initiative,
        description="Đèn tự bật khi trời tối.",
        conditions="Có chỗ nắng.",
        benefit_author="Đi lại an toàn.",
        authors=[CoAuthor(position=1, name=initiative.author.name, percent=100)],
    )
    if signed:
        made.declaration, made.signed_place, made.signed_at = "Cam đoan", "Nam Thanh Miện", utcnow()
    db.session.add(made)
    db.session.flush()
    return made


def adoption(initiative: Initiative, *, by: Person | None = None, proven: bool = True, **facts: Any) -> Adoption:
    """A proposal that lacks nothing."""
    given: dict[str, Any] = {
        "sphere": Sphere.MANAGEMENT,
        "adopted_on": today(),
        "decision_number": "15/QĐ-UBND",
        "decision_on": today(),
        "signer": "Chủ tịch xã",
    }
    proposer = by or holder(Role.COORDINATOR)
    made = Adoption(initiative=initiative, unit=unit(), proposed_by_id=proposer.id, **{**given, **facts})
    db.session.add(made)
    db.session.flush()
    if proven:
        attachment(initiative, by=proposer, confirmed=True, adoption=made)
    return made
