"""Cuộc thi: calls, entries, rounds of marking, a public vote, prizes.

A contest: draft → open → concluded → published, or cancelled; what may be done while it is open follows from its dates. An
entry: draft → submitted → accepted, or rejected, returned, withdrawn, disqualified. A round: prepared → marking → complete.
"""
