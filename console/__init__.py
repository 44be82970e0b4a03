"""
The public portal and, later, the privacy officer's console: a Django project of its own process.

Read `urls.py` first: it lists every page.
"""
