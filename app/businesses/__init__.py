"""Sổ cơ sở kinh doanh: household businesses, companies and cooperatives of the commune, whom indicators count among.

An entry: active from a day → ended on a day, kept for the years in which it was active. Whether it sells online is checked
now and then; what an earlier check found stays known.
"""
