"""
What must reach somebody: queued with its cause, sent until it has arrived.

Read `telling.py` first (what is queued, for whom), then `sending.py` (one round of sending, with
its back-off) and the channels: `mail.py`, `webhook.py`, `syslog.py`.
"""
