"""Other systems, each in the set-up that its makers recommend, measured on the same questions."""
