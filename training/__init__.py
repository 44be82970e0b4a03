"""
How the word lists and the name model are made; nothing here runs in the product.

Read `name_lists.py` first, then `name_model.py`. `LICENCES.md` says what they are made from.
"""
