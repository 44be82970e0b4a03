"""
The wire: mitmproxy hooks that move data, and the codecs of the AI services.

Read `guard.py` first (one HTTP request), then `doorman.py` (which connections are opened at
all) and `socket_guard.py` (WebSocket messages). Nothing here decides what may leave; `policy` does.
"""
