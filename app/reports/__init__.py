"""Báo cáo của xã: merged from the reports of units and villages, the indicator set, the roadmap and the initiatives."""
