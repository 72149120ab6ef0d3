"""Báo cáo định kỳ: what units and villages send in for a period, filled in from the records, looked at by a coordinator."""
