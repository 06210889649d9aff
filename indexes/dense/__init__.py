"""Finds chunks by their meaning."""
