"""Questions with known answers, read from the field's usual layouts and checked row by row."""
