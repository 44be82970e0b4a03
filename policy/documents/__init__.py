"""
Documents: bytes in, text with its places out. Read `interface.py` first, then `reading.py`.

Everything here runs in a cage (`proxy/reading_cage.py`): it may raise, hang or die, and that is a
refusal. Nothing here opens a file, a socket or a process.
"""
