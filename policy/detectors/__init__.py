"""
Detectors: text in, matches out. Read `interface.py`, then `engine.py`, which joins the families.
"""

from policy.detectors.interface import Detector, Match

__all__ = ["Detector", "Match"]
