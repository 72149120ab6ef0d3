"""Who may do what with an initiative. When it may be done is the transition's answer."""

from typing import Any

from app.accounts.models import Person, Role
from app.core.access import permission
from app.initiatives.models import Adoption, Attachment, CodeSheet, Initiative, PaperList, Refusal
from app.initiatives.models.comment import MODERATORS
from app.initiatives.models.paper_list import TYPISTS

OFFICE = (Role.COORDINATOR, Role.LEADER)
CHECKERS = (*OFFICE, Role.OFFICIAL)
OVERSEERS = (*OFFICE, Role.AUDITOR)
READERS = (*OVERSEERS, Role.COUNCIL_CHAIR, Role.COUNCIL_SECRETARY, Role.COUNCIL_MEMBER)


def is_author(user: Person, initiative: Initiative) -> bool:
    """The one who wrote it."""
    return user.id is not None and user.id == initiative.author_id


def speaks_for(user: Person, initiative: Initiative) -> bool:
    """The author, or whoever typed the words of an author who is known on paper only."""
    return is_author(user, initiative) or (
        user.id is not None and user.id == initiative.typist_id and initiative.author.is_on_paper
    )


@permission(anonymous=True)
def browse(user: Any, _: Any) -> bool:
    """The list is for everybody."""
    return True


@permission(anonymous=True)
def view(user: Any, _: Initiative) -> bool:
    """Whoever the query showed it to; see `queries.reading.visible_to`."""
    return True


@permission
def create(user: Person, _: Any) -> bool:
    """Everybody with an account may write one."""
    return True


@permission
def send_for(user: Person, _: Any) -> bool:
    """Village teams for people of their village, the office for everybody."""
    return user.has(Role.VILLAGE_TEAM, Role.COORDINATOR, Role.OFFICIAL)


@permission
def print_slip(user: Person, initiative: Initiative) -> bool:
    """Whoever typed it hands the slip over: with its key the idea can be taken over."""
    return user.id == initiative.typist_id and initiative.author.is_on_paper


@permission
def print_codes(user: Person, _: Any) -> bool:
    """Members of a village's team, who vouch for whoever they hand a code to."""
    return user.has(Role.VILLAGE_TEAM)


@permission
def see_codes(user: Person, _: Any) -> bool:
    """How many were used: the village's team, and the office for all villages."""
    return user.has(Role.VILLAGE_TEAM, *OVERSEERS)


@permission
def void_codes(user: Person, sheet: CodeSheet) -> bool:
    """The village's team, and coordinators when something went wrong."""
    return sheet.village_id in user.teams or user.has(Role.COORDINATOR)


@permission
def see_paper_lists(user: Person, _: Any) -> bool:
    """Whoever may type or compare one, and those who oversee; which ones is the query's answer."""
    return user.has(*TYPISTS, *OVERSEERS)


@permission
def type_paper_lists(user: Person, _: Any) -> bool:
    """Village teams and the office type what was signed on paper."""
    return user.has(*TYPISTS)


@permission
def type_paper_list(user: Person, paper: PaperList) -> bool:
    """Whoever began it."""
    return user.id == paper.typed_by_id and user.has(*TYPISTS)


@permission
def compare_paper_list(user: Person, paper: PaperList) -> bool:
    """The village's team and the office; that it is another person is a rule."""
    return user.has(*CHECKERS) or paper.village_id in user.teams


@permission
def edit(user: Person, initiative: Initiative) -> bool:
    """The author, while it is not with the commune."""
    return speaks_for(user, initiative) and initiative.is_editable


@permission
def submit(user: Person, initiative: Initiative) -> bool:
    return speaks_for(user, initiative)


@permission
def withdraw(user: Person, initiative: Initiative) -> bool:
    return speaks_for(user, initiative)


@permission
def amend(user: Person, initiative: Initiative) -> bool:
    """The author, in the open, once voting has begun."""
    return speaks_for(user, initiative) and initiative.is_amendable


@permission
def apply(user: Person, initiative: Initiative) -> bool:
    """The author fills in the application for recognition."""
    return speaks_for(user, initiative) and initiative.takes_application


@permission
def see_application(user: Person, initiative: Initiative) -> bool:
    """Birth dates and confidential parts: the author, coordinators, leaders, the auditor, the council's secretary.

    Its members read them in the case file of their session, unless they have a stake.
    """
    return speaks_for(user, initiative) or user.has(*OVERSEERS, Role.COUNCIL_SECRETARY)


@permission
def vote(user: Person, _: Initiative) -> bool:
    """Everybody with an account; the author hears why not from the rule."""
    return True


@permission
def follow(user: Person, _: Initiative) -> bool:
    """Everybody with an account may be told of what they may see."""
    return True


@permission
def discuss(user: Person, _: Any) -> bool:
    """Everybody with an account may say something, and report what should not stand."""
    return True


@permission
def moderate(user: Person, _: Any) -> bool:
    """Coordinators and leaders decide about remarks."""
    return user.has(*MODERATORS)


@permission
def coordinate(user: Person, _: Any) -> bool:
    """Screens, opens, refers, pilots, proposes."""
    return user.has(Role.COORDINATOR)


@permission
def answer(user: Person, _: Initiative) -> bool:
    """Official answers come from coordinators, leaders and officials."""
    return user.has(*CHECKERS)


@permission
def second_refusal(user: Person, refusal: Refusal) -> bool:
    """Coordinators and leaders; that it is another person is a rule."""
    return user.has(*OFFICE)


@permission
def complete_adoption(user: Person, adoption: Adoption) -> bool:
    return user.has(Role.COORDINATOR)


@permission
def confirm_adoption(user: Person, _: Adoption) -> bool:
    return user.has(Role.LEADER)


@permission
def confirm_proof(user: Person, _: Attachment) -> bool:
    """Somebody in office; that it is not the uploader is a rule."""
    return user.has(*CHECKERS)


@permission
def oversee(user: Person, _: Any) -> bool:
    """The overdue list and the exports."""
    return user.has(*OFFICE, Role.AUDITOR)
