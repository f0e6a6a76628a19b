"""Auditing somebody else's compilation: what agrees with the package, what differs, who is likely wrong."""
