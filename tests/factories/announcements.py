"""Announcements."""

import itertools
from typing import Any

from app.accounts.models import Role
from app.announcements import actions
from app.announcements.models import Announcement, AnnouncementKind
from tests.factories.people import holder

_numbers = itertools.count(1)
ENGLISH = {"title_en": "Vaccination of poultry", "summary_en": "On Monday.", "text_en": "**Bring** your poultry."}


def facts(**changes: Any) -> dict[str, Any]:
    """A notice for everybody, in Vietnamese."""
    number = next(_numbers)
    given = {
        "kind": AnnouncementKind.NOTICE,
        "title": f"Lịch tiêm phòng {number}",
        "summary": f"Sáng thứ Hai, đợt {number}.",
    }
    given |= {"text": "**Nhốt** gà vịt trước 07:00.", "spoken": "", "title_en": "", "summary_en": "", "text_en": ""}
    return given | {"village_id": None, "pinned_until": None, "valid_until": None} | changes


def draft(**changes: Any) -> Announcement:
    """One that nobody reads yet."""
    return actions.draft(facts(**changes), key=f"bai-{next(_numbers)}", by=holder(Role.COORDINATOR))


def published(**changes: Any) -> Announcement:
    """One that everybody reads."""
    made = draft(**changes)
    made.publish(by=holder(Role.COORDINATOR))
    return made
