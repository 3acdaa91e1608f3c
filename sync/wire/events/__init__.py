"""The format of the evidence: events, the kinds there are, and the chain of them."""
