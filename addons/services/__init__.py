"""
Codecs: where each service keeps its text, how to write it back, how to say no.

Read `interface.py` first, then `openai_api.py` (a table), then `chatgpt.py` (the full story).
"""
