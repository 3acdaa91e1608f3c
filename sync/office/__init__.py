"""The city's side: pulls, opens, checks and shows applications, and seals the decisions."""
