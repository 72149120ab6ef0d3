"""Bộ chỉ số: what a year asks by decision, what was counted and entered, its points, and the yearly tally of initiatives.

A year is open → closed by a leader, which freezes a snapshot; what changes later stands beside it as an amendment; opened
again, what was closed stays readable.
"""
