"""Versions of a package: what changed between two of them, told, recorded and applied."""
