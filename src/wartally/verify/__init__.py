"""Verifying: is a package, a release, an export or a running site, byte for byte, what it says it is?"""

from wartally.verify.model import Mismatch, Verdict
from wartally.verify.run import verify

__all__ = ["Mismatch", "Verdict", "verify"]
