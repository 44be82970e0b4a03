"""
What programs may read: the same things as the pages, by the same rights, and nothing to change.

A program shows the token of a person (`tokens.py`) and gets what that person's role shows. What
there is to ask stands in `operations.py`; addresses and the description are made from it.
"""
