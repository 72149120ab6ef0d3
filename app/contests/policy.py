"""Who may do what in contests. When it may be done follows from dates and states: that is the rules' answer."""

from typing import Any

from app.accounts.models import Person, Role
from app.contests.models import OVERSEERS, Contest, Entry, EntryFile, Juror, Round, RoundEntry
from app.core.access import permission


@permission(anonymous=True)
def browse(user: Any, _: Any) -> bool:
    """What was announced is for everybody."""
    return True


@permission(anonymous=True)
def see_contest(user: Any, contest: Contest) -> bool:
    """Everybody once it was announced; before that those who run and oversee it."""
    return contest.is_public or _oversees(user)


@permission(anonymous=True)
def see_results(user: Any, contest: Contest) -> bool:
    """Everybody, once they are published."""
    return contest.is_published


@permission
def organise(user: Person, _: Any) -> bool:
    """Organisers set contests up and run them."""
    return user.has(Role.ORGANISER)


@permission
def oversee(user: Person, thing: Contest | Round | None) -> bool:
    """The organisers' pages, for leaders and the auditor as well."""
    return _oversees(user) and not (isinstance(thing, Round) and _judges_in(user, thing))


@permission
def run_round(user: Person, thing: Round | RoundEntry | Juror) -> bool:
    """Organisers share out, unseal and decide; not in a round they judge in."""
    round = thing if isinstance(thing, Round) else thing.round
    return user.has(Role.ORGANISER) and not _judges_in(user, round)


@permission
def enter(user: Person, contest: Contest) -> bool:
    """Whoever has an account; a judge of the contest finds out that they cannot judge what is theirs."""
    return contest.is_public


@permission
def write_entry(user: Person, entry: Entry) -> bool:
    """Its author."""
    return user.id == entry.author_id


@permission
def own_entries(user: Person, _: Any) -> bool:
    """Everybody has a list of their own."""
    return True


@permission(anonymous=True)
def see_entry(user: Any, entry: Entry) -> bool:
    """Everybody by the rules of its contest; its author, and those who run and oversee it once it was sent."""
    if entry.is_public:
        return True
    return bool(user.is_authenticated) and (user.id == entry.author_id or (entry.code is not None and _oversees(user)))


@permission(anonymous=True)
def see_file(user: Any, file: EntryFile) -> bool:
    """The same for its files, which nobody else sees while names are hidden, nor pictures nobody spoke for."""
    entry = file.entry
    if entry.shows_files:
        return True
    return bool(user.is_authenticated) and (user.id == entry.author_id or (entry.code is not None and _oversees(user)))


@permission
def screen(user: Person, entry: Entry) -> bool:
    """Organisers; that it is not their own is a rule."""
    return user.has(Role.ORGANISER)


@permission
def vote_for(user: Person, entry: Entry) -> bool:
    """Whoever has an account, among what the contest lets the public read; it counts once the team vouched for them."""
    return entry.contest.is_public and entry.is_in


@permission
def refer(user: Person, entry: Entry) -> bool:
    """Coordinators bring what won before the council, as an initiative."""
    return user.has(Role.COORDINATOR) and entry.contest.is_published


def knows_everything(user: Any, entry: Entry) -> bool:
    """Whether a reader may see names and files while a blind contest hides them."""
    return bool(user.is_authenticated) and (user.id == entry.author_id or _oversees(user))


def _judges_in(user: Person, round: Round) -> bool:
    """Nobody is seated who oversees contests; whoever was given such a role afterwards still reads no mark of others."""
    return user.has(Role.JUDGE) and not round.contest.is_published and round.juror_of(user) is not None


def _oversees(user: Any) -> bool:
    return bool(user.is_authenticated) and user.has(*OVERSEERS)
