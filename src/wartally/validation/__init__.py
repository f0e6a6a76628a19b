"""Validation: schema and rules compiled to queries, run by an engine, told as findings."""
