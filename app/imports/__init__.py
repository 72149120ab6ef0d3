"""Nhập từ bảng tính: lists that an office keeps elsewhere, brought into a register of this house.

A draft: read from a file or from pasted rows → looked at row by row → confirmed, all of it or nothing; or left, and
forgotten after a week. Who keeps a register says in one place what its columns are called and what a row becomes
(`registers`).
"""
