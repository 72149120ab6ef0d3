"""Khảo sát hài lòng: one question after a visit to the service counter or an answer of the commune, for indicator 3.4.

A slip or an initiative answers once. That it did and what it said are kept apart, without a time finer than the month and in
no common order; pages show sentences without degree, month and occasion. Whoever reads the disk of the database could still
guess.
"""
