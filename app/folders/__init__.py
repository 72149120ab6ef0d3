"""Hồ sơ việc: what proves a piece of work, and what it costs, for work of every kind.

A task, a model, an activity points at its folder. Proofs are added, confirmed by somebody else where that
matters, withdrawn with a reason and never deleted; money is planned and spent by year and source. `keepers.py` says whose
folder one is.
"""
