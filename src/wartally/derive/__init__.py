"""Deriving: published figures from statements, by a stated rule that anyone can run again. Pure."""
