"""
What only two people open together: the sealed text of a refused prompt, and who a pseudonym is.

Read `models.py` first, then `two_keys.py` (who may ask, agree and open) and `intake.py` (how it
comes here from the gateway). The text itself is opened in the DPO's browser, never here.
"""
