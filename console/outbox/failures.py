"""
How a message can fail to leave. No message of these errors repeats an address or an answer.
"""

from __future__ import annotations


class ChannelDownError(Exception):
    """Nobody can be reached over this channel now: nobody listens, or lets us in."""


class UnusableError(ChannelDownError):
    """Something of ours is wrong with this channel; no waiting mends it."""


class RefusedError(Exception):
    """This one message was not taken; others may be."""
