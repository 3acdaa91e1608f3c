"""The city's side: pulls, opens, checks, shows to a clerk, and seals the answer back."""
