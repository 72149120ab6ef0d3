"""Papers that come to their end: said 180, 90 and 30 days before, once each, and when they are over."""

from datetime import timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from app.commune.settings import rules
from app.core import outbox
from app.core.clock import today
from app.core.db import db
from app.core.i18n import day
from app.products.actions.telling import tell_members, tell_office
from app.products.models import ProductCertificate
from app.products.queries.keeping import certificate_itself

_TOLD = "products.paper_ends"


@outbox.every_minute
def _plan() -> None:
    """A day's look at the papers, once a day; a worker that slept catches up with the step it is at now."""
    outbox.post("products.look_at_papers", f"papers-{today()}")


@outbox.handles("products.look_at_papers")
def _look(_key: str) -> None:
    steps = sorted(rules().numbers("certificates.warn_days"))
    soon = sa.select(ProductCertificate).where(
        ProductCertificate.valid_to >= today() - timedelta(days=1),
        ProductCertificate.valid_to <= today() + timedelta(days=steps[-1]),
    )
    for paper in db.session.scalars(soon):
        ends = paper.valid_to or today()
        left = (ends - today()).days
        step = next((days for days in steps if left <= days), None) if left >= 0 else -1
        outbox.post(_TOLD, f"paper-{paper.id}-{ends}-{step}", paper=paper.id)


@outbox.handles(_TOLD)
def _tell(key: str, *, paper: int) -> None:
    certificate = db.session.scalars(certificate_itself(paper)).unique().one_or_none()
    if certificate is None or certificate.valid_to is None or str(certificate.valid_to) not in key:
        return
    product, ends = certificate.product, day(certificate.valid_to)
    facts = {"kind": certificate.kind.label, "name": product.name, "day": ends}
    if certificate.is_valid():
        text = _("%(kind)s của %(name)s hết hạn ngày %(day)s. Hãy làm hồ sơ đánh giá lại.", **facts)
    else:
        text = _("%(kind)s của %(name)s đã hết hạn ngày %(day)s. Trang công khai không còn hiện giấy này.", **facts)
    tell_members(product.producer, key, text, leads={"endpoint": "keeping_products.show", "id": product.id})
    tell_office(product.producer.name, key, text)
