"""
What an operator may turn: settings from the environment, rules and lists from YAML files.

Read `settings.py` first, then `policy_files.py`, which turns the YAML into policy types.
"""
