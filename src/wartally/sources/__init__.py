"""Where tables come from: descriptors by path or address, and files of every kind as one stream."""

from __future__ import annotations
