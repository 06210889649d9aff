"""Questions with known answers go in, scores, a report and a verdict come out."""
