"""What the city sets for its own office: hours, closed days, how long rows are kept."""
