"""Partners, what they offer, what is needed, and matches of both."""

from app.partners.models.match import HELPING, STANDING, Match, MatchState
from app.partners.models.need import Need, NeedState
from app.partners.models.partner import ContactConsent, Help, Offer, OfferState, Partner, PartnerKind

__all__ = [
    "HELPING",
    "STANDING",
    "ContactConsent",
    "Help",
    "Match",
    "MatchState",
    "Need",
    "NeedState",
    "Offer",
    "OfferState",
    "Partner",
    "PartnerKind",
]
