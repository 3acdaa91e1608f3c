"""One file a screen: a function from state to controls, and the decisions beside it."""
