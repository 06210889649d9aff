"""How good a ranking, an answer, a refusal or a layout is: pure functions, higher is better."""
