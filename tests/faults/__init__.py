"""A tablet that is killed, filled, cut from power and damaged loses nothing and doubles nothing."""
