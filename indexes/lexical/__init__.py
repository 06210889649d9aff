"""Finds chunks by their words."""
