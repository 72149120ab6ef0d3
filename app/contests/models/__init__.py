"""Contests, their rounds and judges, entries and votes."""

from app.contests.models.contest import (
    ORGANISERS,
    OVERSEERS,
    Contest,
    ContestField,
    ContestState,
    Phase,
    Prize,
    ShowsEntries,
)
from app.contests.models.entry import MOST_FILES, Entry, EntryFile, EntryMember, EntryState, EntryVote
from app.contests.models.round import Juror, Round, RoundEntry, RoundState

__all__ = [
    "MOST_FILES",
    "ORGANISERS",
    "OVERSEERS",
    "Contest",
    "ContestField",
    "ContestState",
    "Entry",
    "EntryFile",
    "EntryMember",
    "EntryState",
    "EntryVote",
    "Juror",
    "Phase",
    "Prize",
    "Round",
    "RoundEntry",
    "RoundState",
    "ShowsEntries",
]
