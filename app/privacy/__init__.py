"""Requests about one's own data, and the clocks that run for them (Luật 91/2025/QH15, NĐ 356/2025/NĐ-CP).

received → acknowledged → answered or refused; once, with a reason, the time to answer may be doubled.
"""
