"""Tài khoản: people, what they agreed to, the roles they hold, the organisations they belong to, their sessions.

A person signs up → is confirmed by the village team (their votes start to count) → may be granted roles for a time.
"""
