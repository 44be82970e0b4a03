"""
What the law asks in writing about a breach: the file for the authority (GDPR art. 33(3) and (4)),
the register (33(5)), the decision on telling people (34), and reports in which nobody can be found.

Read `fields.py` first (every question, once), then `prefill.py`, `breach_file.py` and `views.py`.
"""
