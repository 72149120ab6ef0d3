"""The birds: which there are, and who saw how many where."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import ChildrenShown, Person, Upload
from app.core import text
from app.core.audit import Recorded
from app.core.clock import utcnow
from app.core.db import Model
from app.core.enums import Labelled
from app.core.search.index import Found, Searchable
from app.tourism.models.content import Content, in_order
from app.tourism.models.places import Attraction


class Family(Labelled):
    EGRET = "egret", _l("Cò, diệc")
    NIGHT_HERON = "night_heron", _l("Vạc")
    OTHER = "other", _l("Chim khác")


class Silhouette(Labelled):
    """The outlines drawn for this site."""

    EGRET = "egret", _l("Cò đứng")
    HERON = "heron", _l("Diệc cổ dài")
    BITTERN = "bittern", _l("Cò lửa rụt cổ")
    OPENBILL = "openbill", _l("Cò nhạn mỏ hở")
    NIGHT_HERON = "night_heron", _l("Vạc lưng gù")
    KINGFISHER = "kingfisher", _l("Bói cá")
    RAIL = "rail", _l("Cuốc")
    DUCK = "duck", _l("Vịt trời")
    OWL = "owl", _l("Cú")
    PELICAN = "pelican", _l("Bồ nông")


class Species(Searchable, Content, Model):
    """A kind of bird: its names in three languages, how rare it is, in which months it is seen."""

    __tablename__ = "species"
    __table_args__ = in_order()

    family: Mapped[Family]
    silhouette: Mapped[Silhouette]
    name: Mapped[str] = mapped_column(sa.String(80))
    # The same name twice is the same bird, however its letters are cased.
    name_key: Mapped[str] = mapped_column(sa.String(200), unique=True)
    # Empty while nobody who knows birds has said which one people here call so.
    name_en: Mapped[str] = mapped_column(sa.String(80), default="")
    latin: Mapped[str | None] = mapped_column(sa.String(80), unique=True)
    status: Mapped[str] = mapped_column(sa.String(160), default="")
    status_en: Mapped[str] = mapped_column(sa.String(160), default="")
    text: Mapped[str] = mapped_column(sa.Text, default="")
    text_en: Mapped[str] = mapped_column(sa.Text, default="")
    # 1 to 12; empty: nobody wrote down when.
    months: Mapped[list[Any]] = mapped_column(default=list)

    searched_by = ("name", "name_en", "latin", "is_shown")

    def search_entries(self) -> list[Found]:
        """Found by its names in three languages while it is shown."""
        return [Found("species", self.id, self.name, (self.name_en, self.latin or ""), is_public=self.is_shown)]

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Its months as stretches from one to another, over New Year too; the whole year is 1 to 12."""
        seen = sorted(set(self.months))
        starts = [month for month in seen if (month - 2) % 12 + 1 not in seen]
        if not starts:
            return [(1, 12)] if seen else []
        ends = [month for month in seen if month % 12 + 1 not in seen]
        return [(first, next((end for end in ends if end >= first), ends[0])) for first in starts]

    taken = _l("Loài này đã có trong danh sách: trùng tên, hoặc trùng tên khoa học.")

    def take(self, facts: dict[str, Any]) -> dict[str, list[Any]]:
        """Its name is known by its key as well."""
        if "name" in facts:
            self.name_key = text.name_key(facts["name"])
        if facts.get("latin"):
            facts = {**facts, "latin": " ".join(facts["latin"].split()).capitalize()}
        return super().take(facts)


class Observer(Model):
    """Somebody who notes birds for the island without being its editor."""

    __tablename__ = "observers"

    since: Mapped[datetime] = mapped_column(default=utcnow)
    ended_at: Mapped[datetime | None]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), unique=True)
    added_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class Sighting(Recorded, Model):
    """Birds of one kind seen at a place: how many, when, perhaps with a photo. Open data once an editor checked it."""

    __tablename__ = "sightings"
    __table_args__ = (
        sa.Index(None, "seen_at", "id"),
        sa.Index(None, "species_id", "seen_at"),
        sa.CheckConstraint("count BETWEEN 1 AND 100000", name="count_of_birds"),
        sa.CheckConstraint("upload_id IS NULL OR (alt <> '' AND children IS NOT NULL)", name="picture_in_words"),
    )

    count: Mapped[int]
    # Whether the count is an estimate, as of a flock at dusk.
    is_estimate: Mapped[bool] = mapped_column(default=False)
    seen_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    alt: Mapped[str] = mapped_column(sa.String(200), default="")
    children: Mapped[ChildrenShown | None]
    at: Mapped[datetime] = mapped_column(default=utcnow)
    checked_at: Mapped[datetime | None]
    is_sample: Mapped[bool] = mapped_column(default=False)
    # Made by the form: sent twice it is one sighting.
    key: Mapped[str] = mapped_column(sa.String(40), unique=True)
    species_id: Mapped[int] = mapped_column(sa.ForeignKey("species.id"))
    attraction_id: Mapped[int | None] = mapped_column(sa.ForeignKey("attractions.id"), index=True)
    upload_id: Mapped[int | None] = mapped_column(sa.ForeignKey("uploads.id"), unique=True)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)
    checked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)

    species: Mapped[Species] = relationship(lazy="joined", innerjoin=True)
    attraction: Mapped[Attraction | None] = relationship(lazy="joined")
    upload: Mapped[Upload | None] = relationship(lazy="joined")
