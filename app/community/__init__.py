"""Tổ đổi mới và đời sống ở thôn: teams with their members, what they and the offices hold, who came, models of work.

An activity: planned → held → confirmed by a coordinator (then indicators count it), or sent back, or cancelled.
A model: piloting → proven → replicated, or ended.
"""
