"""
How people come in: the one-time link, the login with its second factor, their accounts, and the
record of who looked at what.

Read `urls.py` first, then `gate.py` (what every page behind the login asks) and `links.py`.
"""
