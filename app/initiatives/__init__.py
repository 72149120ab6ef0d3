"""Sáng kiến: writing, sending, voting, piloting, deciding, putting into practice.

draft → submitted ⇄ returned; submitted → open ⇄ piloting; open, piloting → evaluating → recognised ⇄ piloting;
piloting, recognised → adopted; on the way out: declined, withdrawn, merged.
"""
