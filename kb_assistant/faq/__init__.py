"""Official questions and answers: kept by people, matched before anything is searched."""
