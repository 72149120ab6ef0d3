"""Đảo Cò: what a visitor reads, hears and books at the stork island, and what the management board counts.

Everything the pages say is content: it has a source, the day it was checked and the day until when it may be relied on.
Editors change all of it; every change stands in the history. Figures that differ between sources are shown as a range.

slot: open → called off
visit: held → confirmed → came, or waiting → held when seats come free; declined or cancelled on the way
feedback: new → shown or hidden
sighting: noted → checked
"""
