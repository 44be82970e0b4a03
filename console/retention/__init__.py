"""
What has had its time is deleted: every day, by the rules in `retention.yaml`, with a certificate.

Read `registry.py` first (how a room hands in what it wants deleted), then `job.py` and `tables.py`.
"""
