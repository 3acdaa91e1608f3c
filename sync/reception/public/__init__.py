"""What anybody may read at the reception, without signing in."""
