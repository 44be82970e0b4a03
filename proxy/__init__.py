"""
The processes: gateway, notifier, command line. They join the parts and are imported by nobody.

Read `__main__.py` first, then `gateway.py`.
"""
