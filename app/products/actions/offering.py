"""Products: written, shown with pictures and links, certified."""

import re
from typing import IO, Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.accounts.actions.own_data import drop_upload
from app.accounts.actions.people import keep_picture, keep_upload
from app.accounts.models import ChildrenShown, Person, Role
from app.core.clock import today, utcnow
from app.core.db import db
from app.core.workflow import RuleBroken, add_once
from app.initiatives.models import Initiative, State
from app.products import gs1
from app.products.actions.telling import tell_members, tell_office
from app.products.models import (
    CertificateKind,
    DossierItem,
    DossierStatus,
    LinkKind,
    Lot,
    LotState,
    Picture,
    Producer,
    Product,
    ProductCertificate,
    ProductLink,
)
from app.products.models.product import MAX_LINKS, MAX_PICTURES
from app.products.programme import programme

_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# A name on the net (RFC 1035), a port, and of a path and query only what may stand in them (RFC 3986).
_ADDRESS = re.compile(
    rf"https://(?:{_LABEL}\.)+[a-z]{{2,63}}(?::[1-5]?\d{{1,4}})?(?:[/?#][!#-;=?-Z_a-z~%]*)?", re.ASCII | re.IGNORECASE
)


def begin(producer: Producer, *, by: Person, **facts: Any) -> Product:
    """A new product, not shown yet. Raises as `write`."""
    product = Product(producer_id=producer.id, producer=producer, is_sample=producer.is_sample, name=facts["name"])
    product.pictures, product.links = [], []
    _take(product, facts)
    _add(product)
    _note(product, "begin", by=by)
    return product


def write(product: Product, *, by: Person, **facts: Any) -> None:
    """Change what is said of it. Raises `RuleBroken` for a GTIN that is none, another product's, or on labels, and for what
    everybody must find on a page of a published product."""
    before = product.gtin
    changed = _take(product, facts)
    if "gtin" in changed and before and db.session.scalar(sa.select(_public_lot(product))):
        raise RuleBroken(_("Đã có lô công bố mang mã GTIN này trên tem, nên không đổi được."))
    if product.is_public and (missing := product.missing):
        raise RuleBroken(_("Sản phẩm đang đăng, không bỏ trống được: %(what)s.", what=", ".join(map(str, missing))))
    if changed:
        _add(product)
        _note(product, "write", by=by, changed=changed)


def _take(product: Product, facts: dict[str, Any]) -> list[str]:
    if typed := facts.pop("gtin", None):
        facts["gtin"] = gs1.gtin14(typed)
        if facts["gtin"] is None:
            raise RuleBroken(_("Mã GTIN gồm 8, 12, 13 hoặc 14 chữ số, và chữ số cuối phải khớp."))
    else:
        facts["gtin"] = None
    if code := facts.pop("initiative_code", None):
        initiative = db.session.scalar(sa.select(Initiative).where(Initiative.code == code.upper()))
        if initiative is None or initiative.state is not State.ADOPTED:
            raise RuleBroken(_("Chỉ ghi được mã của sáng kiến đã áp dụng, ví dụ SK-2026-0001."))
        facts["initiative_id"] = initiative.id
    else:
        facts["initiative_id"] = None
    changed = sorted(name for name, value in facts.items() if getattr(product, name) != value)
    for name in changed:
        setattr(product, name, facts[name])
    return changed


def _public_lot(product: Product) -> sa.ColumnElement[bool]:
    return sa.select(Lot.id).where(Lot.product_id == product.id, Lot.state == LotState.PUBLISHED).exists()


def _add(product: Product) -> None:
    """The key of the GTIN is the judge."""
    add_once(product, _("Mã GTIN này đã ghi cho một sản phẩm khác."))


def publish(product: Product, *, by: Person) -> None:
    """Show it to everybody."""
    product.publish(by=by)
    product.updated_at = utcnow()


def add_picture(product: Product, stream: IO[bytes], alt: str, children: ChildrenShown, *, by: Person) -> Picture:
    """Show it. Raises `RuleBroken` when there are enough, `files.RefusedFile`."""
    _locked(product)
    if len(product.pictures) >= MAX_PICTURES:
        raise RuleBroken(_("Mỗi sản phẩm có nhiều nhất %(num)d ảnh.", num=MAX_PICTURES))
    upload = keep_picture(stream, by=by)
    position = max((picture.position for picture in product.pictures), default=-1) + 1
    picture = Picture(upload=upload, alt=alt, children=children, position=position)
    product.pictures.append(picture)
    _note(product, "add_picture", by=by)
    return picture


def remove_picture(product: Product, picture: Picture, *, by: Person) -> None:
    """Show it no longer. Raises `RuleBroken` for the last one of a published product."""
    if product.is_public and len(product.pictures) == 1:
        raise RuleBroken(_("Sản phẩm đang đăng phải còn ít nhất một ảnh. Hãy thêm ảnh mới trước."))
    product.pictures.remove(picture)
    db.session.flush()
    drop_upload(picture.upload)
    _note(product, "remove_picture", by=by, picture=picture.id)


def add_link(product: Product, kind: LinkKind, title: str, url: str, *, by: Person) -> ProductLink:
    """Lead there from its page. Raises `RuleBroken` for what is no address of a site, twice the same, or too many."""
    _locked(product)
    if not _ADDRESS.fullmatch(url):
        raise RuleBroken(_("Đường dẫn phải bắt đầu bằng https:// và không có dấu cách, dấu tiếng Việt."))
    if len(product.links) >= MAX_LINKS:
        raise RuleBroken(_("Mỗi sản phẩm có nhiều nhất %(num)d đường dẫn.", num=MAX_LINKS))
    link = ProductLink(product_id=product.id, kind=kind, title=title, url=url, added_on=today())
    add_once(link, _("Đường dẫn này đã có."))
    _note(product, "add_link", by=by, url=url)
    return link


def remove_link(product: Product, link: ProductLink, *, by: Person) -> None:
    """Lead there no longer."""
    product.links.remove(link)
    _note(product, "remove_link", by=by, url=link.url)


def add_certificate(product: Product, stream: IO[bytes], *, by: Person, **facts: Any) -> ProductCertificate:
    """Note a paper with its scan; the office is told. Raises `RuleBroken` for stars without decision or end."""
    is_ocop = facts["kind"] is CertificateKind.OCOP
    if is_ocop and not (facts["stars"] and facts["decision_number"] and facts["valid_to"]):
        raise RuleBroken(_("Chứng nhận OCOP cần hạng sao, số quyết định và ngày hết hạn."))
    if not is_ocop:
        facts["stars"] = None
    if facts["valid_to"] and facts["valid_to"] < facts["valid_from"]:
        raise RuleBroken(_("Ngày hết hạn không thể trước ngày cấp."))
    certificate = ProductCertificate(product_id=product.id, product=product, upload=keep_upload(stream, by=by), **facts)
    certificate.added_by_id = by.id
    db.session.add(certificate)
    _note(product, "add_certificate", by=by, number=certificate.number)
    tell_office(product.producer.name, f"paper-{certificate.id}", _("Giấy mới chờ đối chiếu: %(name)s.", name=product.name))
    return certificate


def check_certificate(certificate: ProductCertificate, *, by: Person) -> None:
    """The office held it against the paper; who sent it is told."""
    certificate.check(by=by)
    product = certificate.product
    text = _("Xã đã đối chiếu %(kind)s của %(name)s.", kind=certificate.kind.label, name=product.name)
    leads = {"endpoint": "keeping_products.show", "id": product.id}
    tell_members(product.producer, f"paper-{certificate.id}-checked", text, leads=leads)


def write_dossier(product: Product, code: str, status: DossierStatus, note: str, file: Any, *, by: Person) -> None:
    """Note how far one line of the dossier is, with its file. Raises `RuleBroken` for a line that is none."""
    if code not in [line["code"] for line in programme()["dossier"]]:
        raise RuleBroken(_("Hồ sơ không có mục này."))
    known = (DossierItem.product_id == product.id, DossierItem.code == code)
    item = db.session.scalar(sa.select(DossierItem).where(*known))
    if item is None:
        item = DossierItem(product_id=product.id, code=code)
        add_once(item, _("Có người vừa ghi mục này. Hãy xem lại."))
    item.status, item.note = status, note
    if file is not None:
        item.upload = keep_upload(file, by=by)
    _note(product, "write_dossier", by=by, line=code, status=status.value)


def _note(product: Product, move: str, *, by: Person, **details: Any) -> None:
    """Into the history, and onto the day its page last changed."""
    product.updated_at = utcnow()
    product.record(f"products.{move}", by=by, role=by.acts_as(Role.PRODUCER), **details)


def _locked(product: Product) -> None:
    """One after the other, each after what the last one brought."""
    db.session.flush()
    db.session.execute(sa.select(Product.id).where(Product.id == product.id).with_for_update(key_share=True))
    db.session.refresh(product, ["pictures", "links"])
