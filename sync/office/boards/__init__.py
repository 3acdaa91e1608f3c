"""What the office tells everybody: small signed facts, put up at the reception."""
