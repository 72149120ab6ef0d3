"""Who may do what with rubrics and sheets; in which roles, whoever keeps the docket says."""

from typing import Any

from app.accounts.models import Person, Role
from app.core.access import permission
from app.marking.keepers import keeper_of
from app.marking.models import Rubric, Sheet, SheetState

WRITERS = (Role.COUNCIL_SECRETARY, Role.ORGANISER)


@permission
def see_rubrics(user: Person, _: Any) -> bool:
    """Whoever writes them, and those who mark or oversee."""
    readers = (Role.COUNCIL_CHAIR, Role.COUNCIL_MEMBER, Role.JUDGE, Role.LEADER, Role.AUDITOR)
    return user.has(*WRITERS, *readers)


@permission
def write_rubric(user: Person, _: Rubric | None) -> bool:
    """Secretaries of the council and organisers of contests."""
    return user.has(*WRITERS)


@permission
def mark(user: Person, sheet: Sheet) -> bool:
    """Whoever the sheet belongs to, while they hold their role; who stood aside reads so on a page of its own."""
    return user.id == sheet.marker_id and user.has(*keeper_of(sheet.docket).markers)


@permission
def see_markings(user: Person, _: Any) -> bool:
    """Everybody has a list of what they are to mark; most have nothing on it."""
    return True


@permission
def print_sheet(user: Person, sheet: Sheet) -> bool:
    """An empty sheet on paper: for its marker, and for the secretary who hands it out."""
    return user.id == sheet.marker_id or user.has(*keeper_of(sheet.docket).secretaries)


@permission
def copy_sheet(user: Person, sheet: Sheet) -> bool:
    """A secretary who has neither a sheet nor a stake there."""
    return user.has(*keeper_of(sheet.docket).secretaries) and sheet.docket.is_open_to(user)


@permission
def compare_sheet(user: Person, sheet: Sheet) -> bool:
    """Another secretary or a coordinator, on the same condition, while it waits; that it is another person is a rule."""
    return sheet.state is SheetState.TYPED and user.has(*keeper_of(sheet.docket).comparers) and sheet.docket.is_open_to(user)
