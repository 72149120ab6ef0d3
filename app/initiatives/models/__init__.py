"""An initiative and everything that happens to it."""

from app.initiatives.models.adoption import Adoption, AdoptionState, Replication, Sphere
from app.initiatives.models.application import Application, CoAuthor, FirstApplier
from app.initiatives.models.attachment import Attachment
from app.initiatives.models.code_counter import CodeCounter
from app.initiatives.models.code_sheet import CodeSheet, PaperCode, SheetPurpose, SheetTopic
from app.initiatives.models.comment import Comment, CommentState, Objection, Report
from app.initiatives.models.initiative import Initiative
from app.initiatives.models.merge import Merge
from app.initiatives.models.old_text import OldText
from app.initiatives.models.paper_list import ListState, Outcome, PaperLine, PaperList, PaperScan
from app.initiatives.models.pilot import Pilot
from app.initiatives.models.refusal import Refusal, RefusalState
from app.initiatives.models.slip import Slip
from app.initiatives.models.states import TAKES_IN, AwardClass, Channel, State
from app.initiatives.models.vote import Vote

__all__ = [
    "TAKES_IN",
    "Adoption",
    "AdoptionState",
    "Application",
    "Attachment",
    "AwardClass",
    "Channel",
    "CoAuthor",
    "CodeCounter",
    "CodeSheet",
    "Comment",
    "CommentState",
    "FirstApplier",
    "Initiative",
    "ListState",
    "Merge",
    "Objection",
    "OldText",
    "Outcome",
    "PaperCode",
    "PaperLine",
    "PaperList",
    "PaperScan",
    "Pilot",
    "Refusal",
    "RefusalState",
    "Replication",
    "Report",
    "SheetPurpose",
    "SheetTopic",
    "Slip",
    "Sphere",
    "State",
    "Vote",
]
