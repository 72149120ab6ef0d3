"""What the commune says no to."""


class RuleBroken(Exception):
    """A rule of the commune says no; the message is a sentence for the person."""
