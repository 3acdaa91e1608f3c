"""A procedure's definition: its models, where an answer comes from, eras, the city's values."""
