"""The pages on which clerks sign in by the city's provider, and are linked with a person there."""
