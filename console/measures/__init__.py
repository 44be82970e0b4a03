"""
What is done about it: exemptions, stopped services, requested tools, mistakes, own reports, cases.

Read `models.py` first, then `files.py`: what gateways must know leaves the store as a file in the
state folder, which they read again within a second.
"""
