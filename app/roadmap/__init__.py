"""Lộ trình: the 63 tasks of the plan's first annex by quarter, and those the commune adds.

waiting → doing → done (with a proof), done → doing when it turns out not to be; a task of the commune's own may be stopped.
Late is computed from the quarter it is due in, which only a decision moves.
"""
