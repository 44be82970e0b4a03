"""
From the incident log into the store: events, incidents, figures, and what must be told.

Read `ingest.py` first (one batch, one transaction), then `log_tail.py` (what is taken, and what
is wrong with the log) and `grouping.py` (which event makes an incident).
"""
