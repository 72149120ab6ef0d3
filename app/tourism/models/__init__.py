"""Content with its sources, visits, sightings and counts."""

from app.tourism.models.birds import Family, Observer, Sighting, Silhouette, Species
from app.tourism.models.content import EDITORS, HOLDS, Content, Edited, Source, SourceKind
from app.tourism.models.counts import PLAQUE, PLAQUES, Feedback, FeedbackState, Mood, PlaqueCount
from app.tourism.models.places import RESERVED, Attraction, OldAddress, Recording, Sketch
from app.tourism.models.telling import (
    Chapter,
    Figure,
    Occasion,
    Passage,
    Season,
    Service,
    ServiceKind,
    Topic,
    season_of,
)
from app.tourism.models.visits import LIVE, SEATED, Guest, Slot, Tour, TourKind, Visit, VisitState

__all__ = [
    "EDITORS",
    "HOLDS",
    "LIVE",
    "PLAQUE",
    "PLAQUES",
    "RESERVED",
    "SEATED",
    "Attraction",
    "Chapter",
    "Content",
    "Edited",
    "Family",
    "Feedback",
    "FeedbackState",
    "Figure",
    "Guest",
    "Mood",
    "Observer",
    "Occasion",
    "OldAddress",
    "Passage",
    "PlaqueCount",
    "Recording",
    "Season",
    "Service",
    "ServiceKind",
    "Sighting",
    "Silhouette",
    "Sketch",
    "Slot",
    "Source",
    "SourceKind",
    "Species",
    "Topic",
    "Tour",
    "TourKind",
    "Visit",
    "VisitState",
    "season_of",
]
