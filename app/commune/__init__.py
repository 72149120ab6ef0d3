"""The commune itself: villages and units with their history of mergers, fields, settings and working days.

A place lives from `valid_from` to `valid_to`; a merged one names its successor and keeps its old records.
"""
