"""Days as papers write them."""

from datetime import date


def in_full(day: date) -> str:
    """“ngày 05 tháng 7 năm 2026”: a 0 before days under 10 and the months 1 and 2 (NĐ 30/2020/NĐ-CP, Phụ lục I)."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"
