"""Reads releases of Winnow. See README.md of the package."""

from ._order import order, share
from ._release import Release, Split, open
from ._verify import Difference, VerificationError

__version__ = "0.1.0"
__all__ = ["Difference", "Release", "Split", "VerificationError", "open", "order", "share"]
