"""
The command line, one module per command. Each has `arguments(parser)` and `run(args) -> int`.

Read `interface.py` first: exit codes and what a command may raise.
"""
