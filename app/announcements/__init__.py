"""Tin tức, thông báo: what the commune tells everybody, on the page, as a feed, and read aloud from loudspeakers.

An announcement: draft → published → withdrawn with a reason. What is changed after it was published says when.
"""
