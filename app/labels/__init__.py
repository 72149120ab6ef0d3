"""Sheets of labels with a code on each: what stock they are printed on, how they are drawn, and the work of making them.

A run is one order: so many labels of one thing on one stock. It is made portion by portion in the background, so that
mails go out in between, a killed worker loses one portion, and whoever waits sees how far it is. What stands on a label
is told by whoever knows the thing (`sources.tells`); this floor knows neither lots nor places.
"""
