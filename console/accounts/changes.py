"""
What happened to accounts, for rooms that this one does not know.
"""

from __future__ import annotations

from django.dispatch import Signal

account_changed = Signal()
"""Sent in the transaction of the deed, with `account` and `deed`, its word in the audit record."""
