"""The city's public boards on a tablet: fetched, checked, kept, never older than before."""
