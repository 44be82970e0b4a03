"""
What the console knows: events (one per line of the incident log), incidents (what a person must
look at), their history, and the notifications about them.

Read `models/incident.py` first, then `states.py` (which state may follow which) and `clock.py`.
"""
