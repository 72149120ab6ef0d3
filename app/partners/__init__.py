"""Đối tác, chuyên gia và nhu cầu: who offers the commune help, what villages and units need, and what came of both.

A need: waiting → open once a coordinator published it → matched → met, or withdrawn; declined, it is mended and sent again.
A match of an offer and a need: proposed → accepted → done, or declined, or dropped.
"""
