"""
The web side: today the public portal that every member of staff can open, without a login.

Read `portal.py` first (what a request may use), then `urls.py` (which page is where). The pages
have no cookies, no database and no scripts.
"""
