"""The sample initiatives: each story is lived again, step by step, through the actions that people use."""

import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import sqlalchemy as sa

from app.accounts.actions.people import somebody
from app.accounts.models import ChildrenShown, Organisation, Person, Purpose
from app.commune.models import Field, Unit, Village
from app.core import clock
from app.core.clock import ZONE
from app.core.db import db
from app.council.actions import preparing
from app.council.models import CouncilSession
from app.demo.people import DATA, read
from app.demo.pictures import drawn
from app.initiatives.actions import adopting, applying, deciding, merging, sending_for, voting, writing
from app.initiatives.actions.attaching import Proof, attach
from app.initiatives.forms.writing import DECLARATION
from app.initiatives.models import Adoption, Channel, Initiative, Refusal, Sphere

# When drafts that were never sent were begun.
DRAFTED = "2026-11-18T19:30"


class Stories:
    """All sample initiatives; their steps are lived together in the order of time."""

    def __init__(
        self, people: dict[str, Person], villages: dict[str, Village], organisations: dict[str, Organisation]
    ) -> None:
        self.people, self.villages, self.organisations = people, villages, organisations
        self.fields = {field.code: field for field in db.session.scalars(sa.select(Field))}
        self.units = {unit.code: unit for unit in db.session.scalars(sa.select(Unit))}
        self.told = [story for path in sorted(DATA.glob("initiatives-*.json")) for story in read(path.name)]
        self.made: dict[str, Initiative] = {}
        # Those of the council, by title; they are there before anything is referred to them.
        self.sessions: dict[str, CouncilSession] = {}

    def steps(self) -> Iterator[tuple[datetime, Callable[[], None]]]:
        """Every step of every story with its moment."""
        for story in self.told:
            first = story["story"][0]["at"] if story["story"] else DRAFTED
            begun = datetime.fromisoformat(first).replace(tzinfo=ZONE) - timedelta(minutes=40)
            yield begun, partial(self._begin, story)
            for step in story["story"]:
                at = datetime.fromisoformat(step["at"]).replace(tzinfo=ZONE)
                yield at, partial(self._live, story, step)

    def _begin(self, story: dict[str, Any]) -> None:
        by, key = self.people[story["author"]], f"mau-{story['key']}"[:40]
        if said := story.get("said_by"):
            draft = self._begin_for(said, by, key)
        else:
            draft = writing.begin_draft(by=by, sent_key=key)
        organisation = self.organisations.get(story["organisation"] or "")
        texts = {name: story[name] for name in ("title", "problem", "solution", "landmark", "show_name")}
        texts |= {
            "field_id": self.fields[story["field"]].id,
            "village_id": self.villages[story["village"]].id,
            "organisation_id": organisation.id if organisation else None,
        }
        writing.write(draft, by=by, texts=texts)
        for caption in story["photos"]:
            attach(draft, drawn(caption), by=by, caption=caption)
        self.made[story["key"]] = draft

    def _begin_for(self, said: dict[str, Any], by: Person, key: str) -> Initiative:
        """A draft in the words of somebody without an account."""
        facts = {name: said[name] for name in ("name", "phone", "birth_year")}
        author = somebody(**facts, village=self.villages[said["village"]], purposes=[Purpose.ACCOUNT], by=by)
        author.is_sample = True
        return sending_for.begin_for(author, by=by, channel=Channel(said["channel"]), sent_key=key)

    def _live(self, story: dict[str, Any], step: dict[str, Any]) -> None:
        initiative = self.made[story["key"]]
        by = self.people[step.get("by", story["author"])]
        getattr(self, f"_{step['do']}")(initiative, by, step)
        db.session.flush()

    def _submit(self, initiative: Initiative, by: Person, step: dict[str, Any]) -> None:
        writing.submit(initiative, by=by, children=ChildrenShown.NONE)

    def _return(self, initiative: Initiative, by: Person, step: dict[str, Any]) -> None:
        initiative.return_to_author(by=by, reason=step["reason"])

    def _open(self, initiative: Initiative, by: Person, step: dict[str, Any]) -> None:
        initiative.open_to_public(by=by, lawful=True, no_personal_data=True, no_duplicate=True)

    def _answer(self, initiative: Initiative, by: Person, step: dict[str, Any]) -> None:
        initiative.answer(by=by, text=step["text"])

    def _votes(self, initiative: Initiative, by: Person, step: dict[str, Any]) -> None:
        chance = random.Random(f"{initiative.title}{step['at']}")
        voters = [person for person in self.people.values() if person.id != initiative.author_id]
        for voter in chance.sample(voters, min(step["count"], len(voters))):
            voting.cast_vote(initiative, by=voter)

    def _amend(self, initiative: Initiative, by: Person, step: dict[str, Any]) -> None:
        texts = {name: step.get(name) or getattr(initiative, name) for name in ("title", "problem", "solution")}
        initiative.amend(by=by, note=step["note"], **texts)

    def _start_pilot(self, initiative: Initiative, by: Person, step: dict[str, Any]) -> None:
        deciding.start_pilot(
            initiative,
            by=by,
            unit=self.units[step["unit"]],
            place=step["place"],
            starts_on=clock.today(),
            ends_on=date.fromisoformat(step["until"]),
            measure=step["measure"],
        )

    def _end_pilot(self, initiative: Initiative, by: Person, step: dict[str, Any]) -> None:
        proofs = _proofs(step)
        deciding.end_pilot(initiative, by=by, result=step["result"], figures=step["figures"], proofs=proofs)

    def _application(self, initiative: Initiative, by: Person, step: dict[str, Any]) -> None:
        names = ("investor", "description", "confidential", "conditions", "benefit_author", "benefit_money", "benefit_user")
        first = step["first_applied_on"]
        applying.fill(
            initiative,
            by=by,
            **{name: step[name] if name == "benefit_money" else step[name] or "" for name in names},
            first_applied_on=date.fromisoformat(first) if first else None,
            authors=[_line(author) for author in step["authors"]],
            first_appliers=[_line(applier) for applier in step["first_appliers"]],
        )
        db.session.flush()
        applying.application_of(initiative).sign(by=by, declaration=str(DECLARATION), place=step["place"])

    def _refer(self, initiative: Initiative, by: Person, step: dict[str, Any]) -> None:
        preparing.refer(initiative, self.sessions[step["session"]], by=by)

    def _propose_decline(self, initiative: Initiative, by: Person, step: dict[str, Any]) -> None:
        deciding.propose_refusal(initiative, by=by, reason=step["reason"])

    def _confirm_decline(self, initiative: Initiative, by: Person, step: dict[str, Any]) -> None:
        deciding.confirm_refusal(self._refusal(initiative), by=by)

    def _dismiss_decline(self, initiative: Initiative, by: Person, step: dict[str, Any]) -> None:
        self._refusal(initiative).dismiss(by=by, reason=step["reason"])

    def _propose_adoption(self, initiative: Initiative, by: Person, step: dict[str, Any]) -> None:
        adopting.propose_adoption(
            initiative,
            by=by,
            unit=self.units[step["unit"]],
            sphere=Sphere(step["sphere"]),
            adopted_on=date.fromisoformat(step["adopted_on"]),
            decision_number=step["decision_number"] or "",
            decision_on=date.fromisoformat(step["decision_on"]) if step["decision_on"] else None,
            signer=step["signer"] or "",
            proofs=_proofs(step),
        )

    def _add_proof(self, initiative: Initiative, by: Person, step: dict[str, Any]) -> None:
        adopting.add_proofs(self._adoption(initiative), by=by, proofs=[_proof(step["caption"])])

    def _confirm_proofs(self, initiative: Initiative, by: Person, step: dict[str, Any]) -> None:
        for proof in self._adoption(initiative).proofs:
            proof.confirm(by=by)

    def _confirm_adoption(self, initiative: Initiative, by: Person, step: dict[str, Any]) -> None:
        adopting.confirm_adoption(self._adoption(initiative), by=by)

    def _send_back_adoption(self, initiative: Initiative, by: Person, step: dict[str, Any]) -> None:
        self._adoption(initiative).send_back(by=by, reason=step["reason"])

    def _revoke_adoption(self, initiative: Initiative, by: Person, step: dict[str, Any]) -> None:
        adopting.revoke_adoption(self._adoption(initiative), by=by, reason=step["reason"])

    def _replicate(self, initiative: Initiative, by: Person, step: dict[str, Any]) -> None:
        adopting.replicate(
            initiative,
            by=by,
            village=self.villages.get(step["village"] or ""),
            place=step["place"],
            on=date.fromisoformat(step["on"]),
            note=step["note"] or "",
            proofs=_proofs(step),
        )

    def _merge(self, initiative: Initiative, by: Person, step: dict[str, Any]) -> None:
        merging.merge(initiative, self.made[step["into"]], by=by, reason=step["reason"])

    def _withdraw(self, initiative: Initiative, by: Person, step: dict[str, Any]) -> None:
        initiative.withdraw(by=by)

    def _refusal(self, initiative: Initiative) -> Refusal:
        query = sa.select(Refusal).where(Refusal.initiative_id == initiative.id).order_by(Refusal.id)
        return db.session.scalars(query).all()[-1]

    def _adoption(self, initiative: Initiative) -> Adoption:
        query = sa.select(Adoption).where(Adoption.initiative_id == initiative.id).order_by(Adoption.id)
        return db.session.scalars(query).all()[-1]


def _proofs(step: dict[str, Any]) -> list[Proof]:
    return [_proof(caption) for caption in step["proofs"]]


def _proof(caption: str) -> Proof:
    return Proof(drawn(caption), caption, ChildrenShown.NONE)


def _line(row: dict[str, Any]) -> dict[str, Any]:
    """One line of a table of the application, as the form would hand it over."""
    line: dict[str, Any] = {name: row[name] for name in row if name not in ("birth_date", "percent")}
    if row.get("birth_date"):
        line["birth_date"] = date.fromisoformat(row["birth_date"])
    if "percent" in row:
        line["percent"] = Decimal(row["percent"])
    return line
