"""Khảo sát hài lòng: one question after a visit to the service counter or an answer of the commune, for indicator 3.4.

A slip or an initiative answers once. That it did and what it said are kept apart, without a time finer than the month and in
no common order, so that nobody can put them together again.
"""
