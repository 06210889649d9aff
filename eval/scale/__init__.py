"""Measures the indexes on knowledge bases of any size: made text and vectors, real code."""
