"""
The console behind the login: start page, queue, one page per incident, and what is done there.

Read `urls.py` first, then `page.py` (how a page is made) and `start.py`.
"""
