"""Hội đồng sáng kiến: sessions that evaluate what was referred to them, decide, and publish together.

prepared → marking → complete → concluded → published; until it is published the chair may send it back to marking, with a
reason.
"""
