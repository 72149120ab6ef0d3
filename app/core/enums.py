"""Stored values with the words people read for them."""

from enum import StrEnum

from wtforms.fields.choices import SelectChoice


class Labelled(StrEnum):
    """A stored value and the words people read for it, kept on one line."""

    label: str

    def __new__(cls, value: str, label: str = "") -> "Labelled":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[SelectChoice]:
        """Value and words of each member, as a form field wants them."""
        return [SelectChoice(member.value, member.label) for member in cls]
