"""
What may leave the house, and why: prompts, findings, rules, verdicts, incidents.

Nothing here opens a file, a socket or a clock, and nothing here knows that mitmproxy or
Django exists. Read `judge.py` first, then `rulebook.py` and `catalogue.py`.
"""
