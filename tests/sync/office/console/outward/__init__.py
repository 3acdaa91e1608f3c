"""Pages on what goes to the city's other systems."""
