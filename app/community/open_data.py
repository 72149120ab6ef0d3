"""Teams, activities and models as data: no name of a person, nothing that their pages do not show everybody."""

from typing import Any

from app.community.models import Activity, ActivityKind, Exemplar, Team


def team_as_json(team: Team) -> dict[str, Any]:
    """A line of `/api/v1/teams`; who is in it stands on its page alone."""
    return {
        "id": team.id,
        "name": team.name,
        "kind": team.kind.value,
        "village": team.village.name,
        "founded_on": team.founded_on.isoformat(),
        "decision_number": team.decision_number,
        "members": len(team.current),
        "is_sample": team.is_sample,
    }


def activity_as_json(activity: Activity, proofs: int) -> dict[str, Any]:
    """A line of `/api/v1/activities`; what a training is about is told, as on its page."""
    return {
        "id": activity.id,
        "kind": activity.kind.value,
        "subject": activity.subject.value if activity.kind is ActivityKind.TRAINING else None,
        "title": activity.title,
        "text": activity.text,
        "place": activity.place,
        "village": activity.village.name if activity.village else None,
        "held_by": activity.held_by,
        "starts_at": activity.starts_at.isoformat(),
        "ends_at": activity.ends_at.isoformat() if activity.ends_at else None,
        "state": activity.state.value,
        "people": activity.people,
        "proofs": proofs,
        "is_sample": activity.is_sample,
    }


def exemplar_as_json(exemplar: Exemplar, proofs: int) -> dict[str, Any]:
    """A line of `/api/v1/models`."""
    initiative = exemplar.initiative
    return {
        "id": exemplar.id,
        "name": exemplar.name,
        "kind": exemplar.kind.value,
        "state": exemplar.state.value,
        "place": exemplar.place,
        "village": exemplar.village.name if exemplar.village else None,
        "unit": exemplar.unit.name,
        "organisation": exemplar.organisation.name if exemplar.organisation else None,
        "started_on": exemplar.started_on.isoformat(),
        "proven_on": exemplar.proven_on.isoformat() if exemplar.proven_on else None,
        "ended_on": exemplar.ended_on.isoformat() if exemplar.ended_on else None,
        "cost": exemplar.cost or None,
        "text": exemplar.text,
        "benefit": exemplar.benefit,
        "initiative": initiative.code if initiative and initiative.is_public else None,
        "replicas": [{"place": one.place, "on": one.on.isoformat(), "note": one.note} for one in exemplar.replicas],
        "proofs": proofs,
        "is_sample": exemplar.is_sample,
    }
