"""What one version of the city's content says, and which notices are in force."""
