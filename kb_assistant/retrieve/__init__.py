"""A question goes in, the passages that may answer it come out, best first."""
