"""People and what belongs to them."""

from app.accounts.models.consent import Consent, Purpose
from app.accounts.models.grant import Grant, Role
from app.accounts.models.mail_link import LinkPurpose, MailLink
from app.accounts.models.organisation import Membership, Organisation, OrganisationKind
from app.accounts.models.person import Confirmation, ConfirmedHow, Person
from app.accounts.models.second_factor import RecoveryCode, SecondFactor
from app.accounts.models.sign_in import SignIn
from app.accounts.models.upload import ChildrenShown, Upload

__all__ = [
    "ChildrenShown",
    "Confirmation",
    "ConfirmedHow",
    "Consent",
    "Grant",
    "LinkPurpose",
    "MailLink",
    "Membership",
    "Organisation",
    "OrganisationKind",
    "Person",
    "Purpose",
    "RecoveryCode",
    "Role",
    "SecondFactor",
    "SignIn",
    "Upload",
]
