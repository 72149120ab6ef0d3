"""Who may do what with books, products, lots and codes, as a table."""

import pytest

from app.accounts.models import Membership, Role
from app.core.clock import utcnow
from app.core.db import db
from app.core.login import Visitor
from app.products import policy
from app.products.actions import booking, recalling
from app.products.models import RecallKind
from app.tracing import policy as tracing_policy
from tests.factories.people import PersonFactory, holder
from tests.factories.products import certificate, lot, maker, official

WORDS = {"kind": RecallKind.RECALL, "reason": "Nứt vỏ.", "advice": "Đừng ăn."}
OFFICE = {"office"}
OVERSEERS = OFFICE | {"coordinator", "leader", "auditor"}
BOOK = {"owner", "member"}
EVERYBODY = {"visitor", "neighbour", *BOOK, *OFFICE, *(role.value for role in Role.granted())}
MEMBERS = EVERYBODY - {"visitor"}
TABLE = [
    ("lot", policy.browse, EVERYBODY),
    ("lot", policy.have_book, MEMBERS),
    ("organisation", policy.begin_book, {"owner"}),
    ("producer", policy.keep, BOOK),
    ("product", policy.keep_product, BOOK),
    ("lot", policy.keep_lot, BOOK),
    ("event", policy.correct, BOOK),
    ("lot", policy.read_lot, BOOK | OVERSEERS),
    ("product", policy.read_product, BOOK | OVERSEERS),
    ("producer", policy.read_producer, BOOK | OVERSEERS),
    ("account", policy.confirm_account, BOOK | OFFICE),
    ("lot", policy.see_office, OVERSEERS),
    ("producer", policy.run_office, OFFICE),
    ("lot", policy.recall, BOOK | OFFICE),
    ("product", policy.recall, BOOK | OFFICE),
    ("recalled", policy.lift_recall, OFFICE),
    ("lot", tracing_policy.scan, EVERYBODY),
    ("lot", tracing_policy.print_labels, BOOK),
    ("lot", tracing_policy.see_scans, BOOK | OVERSEERS),
    ("lot", tracing_policy.see_troubles, OFFICE),
    ("lot", tracing_policy.close_trouble, OFFICE),
]


@pytest.mark.parametrize(("about", "permission", "allowed"), TABLE, ids=lambda value: getattr(value, "__name__", None))
def test_who_may(about, permission, allowed):
    of = lot()
    producer = of.product.producer
    of_book = producer.organisation
    things = {"lot": of, "product": of.product, "producer": producer, "organisation": of_book, "event": of.standing[0]}
    things["account"] = booking.propose_account(producer, "970436", "0123456789", "HTX MAU", by=maker(of))
    things["recalled"] = recalling.recall(of, by=maker(of), **WORDS)
    member, former = PersonFactory(), PersonFactory()
    of_book.memberships.append(Membership(person=member, is_owner=False, since=utcnow()))
    of_book.memberships.append(Membership(person=former, is_owner=True, since=utcnow(), until=utcnow()))
    db.session.flush()
    people = {"visitor": Visitor(), "neighbour": PersonFactory(), "owner": maker(of), "member": member, "office": official()}
    people |= {"former": former} | {role.value: holder(role) for role in Role.granted()}

    may = {name for name, person in people.items() if permission(person, things[about])}
    assert may - {"former"} == allowed
    assert ("former" in may) == ("neighbour" in may)


def test_what_one_may_not_see_does_not_exist(browser):
    of = lot(published=False)
    producer, owner = of.product.producer, maker(of)
    account = booking.propose_account(producer, "970436", "0123456789", "HTX MAU", by=owner)
    paper = certificate(of.product, checked=False)
    recalled = recalling.recall(of.product, by=owner, **WORDS)
    pages = [f"/so-sx/{producer.id}", f"/so-sx/san-pham/{of.product_id}", f"/so-sx/lo/{of.id}"]
    further = [
        f"/so-sx/su-kien/{of.standing[0].id}/dinh-chinh",
        f"/so-sx/thu-hoi/{recalled.id}/go",
        f"/so-sx/lo/{of.id}/tem",
    ]
    acts = [f"/so-sx/tai-khoan/{account.id}/xac-nhan", f"/kinh-te/giay/{paper.id}/doi-chieu"]
    further.append(f"/so-sx/mo/{producer.organisation_id}")
    for who, answer in ((holder(Role.AUDITOR), 200), (owner, 200), (PersonFactory(), 404)):
        browser.sign_in(who)
        for page in pages:
            browser.get(page, expect=answer)
    for page in further:
        browser.get(page, expect=404)
    for act in acts:
        browser.post(act, expect=404)
    browser.get(f"/t/{of.trace_code}", expect=404)
