"""
Random bytes for everything that reads what a stranger sent: codecs, parsers, readers.

Read `harness.py` first: what a harness is and which law it asks. `registry.py` lists them all.
`make fuzz` runs them under atheris, with coverage to guide it; `tests/fuzz` asks the same laws of
a few examples in every test run, and of each case that was ever found (`corpus/`).
"""
