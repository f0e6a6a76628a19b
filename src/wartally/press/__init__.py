"""Statements about the claimed figures, judged: does the figure follow, and does the wording hold?"""

from wartally.press.judge import judge
from wartally.press.model import Check, Claim
from wartally.press.totals import Totals

__all__ = ["Check", "Claim", "Totals", "judge"]
