"""Look up every sentence a person reads, and turn errors into sentences."""
