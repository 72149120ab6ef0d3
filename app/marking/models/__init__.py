"""Rubrics, dockets, sheets, conflicts."""

from app.marking.models.docket import Conflict, ConflictKind, Docket
from app.marking.models.rubric import Criterion, Rubric
from app.marking.models.sheet import Mark, Sheet, SheetState, Signing

__all__ = ["Conflict", "ConflictKind", "Criterion", "Docket", "Mark", "Rubric", "Sheet", "SheetState", "Signing"]
