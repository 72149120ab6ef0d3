"""Bộ chỉ số: for now its heart, the yearly tally of initiatives put into practice.

A year is open → closed by a leader, which freezes a snapshot; what changes later stands beside it as an amendment.
"""
