"""A file goes in, ordered elements and citable chunks come out; no database, no users."""
