"""Chấm điểm: how marks become a result, for whoever lets people mark.

A rubric says what is marked and what counts; a docket is one thing to be marked under it; each marker has one sheet, which
nobody else sees before the docket is unsealed: open → signed, or typed from paper → compared by a second person, or recused.
"""
