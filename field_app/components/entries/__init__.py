"""Where something is typed, chosen or drawn."""
