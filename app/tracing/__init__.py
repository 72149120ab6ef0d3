"""What a code leads to: the trace page of a lot, GS1 Digital Link addresses, EPCIS documents, labels, and who scanned.

A trace page answers in its first line whether the code is in the commune's book and whether the goods were recalled. It is
the most visited page of all and is read on bad networks: it is put together in two statements, lies ready in memory, and
needs no script. Scans are counted by day and place of the label; nothing is kept of who scanned.
"""
