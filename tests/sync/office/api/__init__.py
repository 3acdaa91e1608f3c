"""The office answers the city's other systems by their tokens."""
