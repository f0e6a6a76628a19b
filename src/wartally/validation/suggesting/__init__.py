"""What was expected where a finding is, and what was probably meant: a date, a number, a code. Pure.

A suggestion is offered only if the field allows it and one reading alone is likely. Figures are never
guessed: no suggestion adds, drops or changes a digit.
"""

from __future__ import annotations

from wartally.validation.suggesting.codes import Codes
from wartally.validation.suggesting.completing import KnownKeys, complete
from wartally.validation.suggesting.meaning import Meaning

__all__ = ["Codes", "KnownKeys", "Meaning", "complete"]
