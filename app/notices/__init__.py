"""Theo dõi, thông báo: who follows what, and how they are told.

Something happens → a job waits in the outbox → its followers get a notice on screen → mail at once, or once a day.
A notice: new → read. Following: followed → muted → followed.
"""
