"""Trains the light reranker from questions with known answers."""
