"""The sample commune: two believable years, lived through the real actions and marked as sample.

The stories stand in `data/`; each step is what somebody did at a moment, replayed on the clock of that moment.
"""
