"""Draw one screen a file: a function from state to controls, and the decisions beside it."""
