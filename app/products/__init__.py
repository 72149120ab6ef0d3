"""Local products: who makes them, of what, when, and what became of each lot.

Producer → product → lot → events. A producer is an organisation whose book the economic office has confirmed. A lot is made
public when the ten facts of TT 02/2024/TT-BKHCN are there; what happened to it is told by events, which are never changed:
a mistake is corrected by a new event that points at the old one. A recall covers a lot, a product or some numbered pieces.

producer: registered → confirmed, or declined → registered
product: draft → published ⇄ retired
lot: draft → published
"""
