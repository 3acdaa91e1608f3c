"""Three database machines and several receptions: what was acknowledged is stored, once."""
