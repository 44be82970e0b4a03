"""
Who may use the console and what for: accounts, roles, and the record of who looked at what.

Read `roles.py` first (who sees what), then `access.py` (how a page asks) and `audit.py`.
"""
