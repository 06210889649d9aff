"""Answers judged by a language model, with the agreement with people beside every number."""
