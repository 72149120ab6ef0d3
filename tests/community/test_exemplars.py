"""A model is tried, proven with figures and a proof, replicated, given up; years in which it worked keep it."""

from datetime import timedelta

import pytest

from app.accounts.models import Role
from app.community.actions import keeping
from app.community.models import Exemplar, ExemplarKind, ExemplarState
from app.community.queries.exemplars import at_work
from app.core.clock import today
from app.core.db import db
from app.core.workflow import RuleBroken
from tests.factories.community import exemplar, prove
from tests.factories.people import holder, village

ALLOWED = {
    "prove": {ExemplarState.PILOTING},
    "replicate": {ExemplarState.PROVEN},
    "end": {ExemplarState.PILOTING, ExemplarState.PROVEN, ExemplarState.REPLICATED},
}


@pytest.fixture
def coordinator():
    return holder(Role.COORDINATOR)


def proven(on, coordinator):
    made = exemplar()
    prove(made.folder, holder(Role.COORDINATOR))
    made.folder.proofs[0].confirm(by=coordinator)
    made.prove(by=coordinator, on=on)
    return made


def working(on):
    return {one.id for one in db.session.scalars(at_work(ExemplarKind.HITECH_AGRICULTURE, on))}


def test_the_table_of_transitions_is_exactly_this():
    assert {name: set(move.sources) for name, move in Exemplar.transitions().items()} == ALLOWED


def test_it_is_proven_by_figures_and_a_proof_that_somebody_else_confirmed(coordinator):
    made = exemplar(benefit="")
    with pytest.raises(RuleBroken, match="lợi ích"):
        made.prove(by=coordinator, on=today())
    made.benefit = "Lãi thêm 12 triệu đồng"
    prove(made.folder, coordinator)
    with pytest.raises(RuleBroken, match="người khác xác nhận"):
        made.prove(by=coordinator, on=today())
    with pytest.raises(RuleBroken, match="không tự xác nhận"):
        made.folder.proofs[0].confirm(by=coordinator)
    made.folder.proofs[0].confirm(by=holder(Role.COORDINATOR))
    for day in (made.started_on - timedelta(days=1), today() + timedelta(days=1)):
        with pytest.raises(RuleBroken, match="ngày bắt đầu"):
            made.prove(by=coordinator, on=day)
    made.prove(by=coordinator, on=today())

    assert made.state is ExemplarState.PROVEN


def test_it_works_from_the_day_it_is_proven_until_the_day_it_is_given_up(coordinator):
    day = today() - timedelta(days=20)
    made, tried = proven(day, coordinator), exemplar()
    assert (working(day - timedelta(days=1)), working(day)) == (set(), {made.id})

    made.end(by=coordinator, on=today(), reason="Hết vốn")

    assert (working(today() - timedelta(days=1)), working(today())) == ({made.id}, set())
    assert tried.state is ExemplarState.PILOTING


def test_one_more_place_makes_it_replicated_and_another_is_noted(coordinator):
    tried, made = exemplar(), proven(today() - timedelta(days=20), coordinator)
    told = {"village": village(), "note": "", "by": coordinator}
    with pytest.raises(RuleBroken, match="đã có hiệu quả"):
        keeping.replicate(tried, place="Đồng Sau", on=today(), **told)
    with pytest.raises(RuleBroken, match="sau khi"):
        keeping.replicate(made, place="Đồng Sau", on=today() - timedelta(days=21), **told)
    keeping.replicate(made, place="Đồng Sau", on=today(), **told)
    keeping.replicate(made, place="Đồng Bãi", on=today(), **told)

    assert (made.state, [one.place for one in made.replicas]) == (ExemplarState.REPLICATED, ["Đồng Sau", "Đồng Bãi"])


def test_names_are_taken_once_and_what_ended_is_not_rewritten(coordinator):
    made = exemplar(name="Nhà màng")
    with pytest.raises(RuleBroken, match="Đã có mô hình"):
        exemplar(name="Nhà màng")
    other = exemplar(name="Nhà lưới")
    with pytest.raises(RuleBroken, match="Đã có mô hình"):
        keeping.write_exemplar(other, {"name": "Nhà màng"}, by=coordinator)
    keeping.write_exemplar(made, {"place": "Bãi giữa"}, by=coordinator)
    made.end(by=coordinator, on=today(), reason="Bão")
    with pytest.raises(RuleBroken, match="đã dừng"):
        keeping.write_exemplar(made, {"place": "x"}, by=coordinator)


def test_what_counts_is_rewritten_by_coordinators_and_keeps_what_it_rests_on(coordinator):
    made = proven(today() - timedelta(days=20), coordinator)
    clerk = holder(Role.OFFICIAL, unit_id=made.unit_id)
    with pytest.raises(RuleBroken, match="cán bộ điều phối"):
        keeping.write_exemplar(made, {"kind": ExemplarKind.TRADE}, by=clerk)
    with pytest.raises(RuleBroken, match="lợi ích"):
        keeping.write_exemplar(made, {"benefit": ""}, by=coordinator)
    with pytest.raises(RuleBroken, match="bắt đầu sau"):
        keeping.write_exemplar(made, {"started_on": today()}, by=coordinator)
