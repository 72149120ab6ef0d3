"""What tells that the page of an initiative is still the page it was."""

from functools import cache
from typing import Any

import sqlalchemy as sa

from app.accounts.models import Organisation, Person
from app.commune.models import Field, Setting, Village
from app.core.audit import Event
from app.initiatives.models import Comment, Initiative


@cache
def strangers_page() -> sa.Select[Any]:
    """One row with what a stranger's page of `code` shows, or another value whenever that changed.

    Text, state and votes; the names on it; the last event; the remarks; the settings its deadline follows. A new name of a
    unit, of who remarked or whose idea went into it is seen within the minute that `remembered` grants. Plain columns and
    one statement made once, because most visits end here. What is not public or went into another has no row.
    """
    one, event, remark = Initiative.__table__, Event.__table__, Comment.__table__
    author, village, field = Person.__table__, Village.__table__, Field.__table__
    happened = sa.select(sa.func.max(event.c.id)).where(
        event.c.subject_type == Initiative.__tablename__, event.c.subject_id == one.c.id
    )
    # Every change of a remark raises its version, so the sum differs whenever one came or changed.
    said = sa.select(sa.func.sum(remark.c.version)).where(remark.c.initiative_id == one.c.id)
    setting = Setting.__table__.c
    settings = sa.select(sa.func.aggregate_strings(setting.key + "=" + setting.value, ";"))
    joined = (
        one.join(author, author.c.id == one.c.author_id)
        .outerjoin(village, village.c.id == one.c.village_id)
        .outerjoin(field, field.c.id == one.c.field_id)
        .outerjoin(Organisation.__table__, Organisation.__table__.c.id == one.c.organisation_id)
    )
    names = (author.c.name, village.c.name, field.c.name, field.c.name_en, Organisation.__table__.c.name)
    whole = sa.select(*one.c, *names, *(part.scalar_subquery() for part in (happened, said, settings)))
    public = (one.c.code == sa.bindparam("code"), one.c.published_at.is_not(None), one.c.merged_into_id.is_(None))
    return whole.select_from(joined).where(*public)
