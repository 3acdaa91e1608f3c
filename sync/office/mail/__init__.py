"""What foreign systems sent: claimed from the reception, verified here, each effect once."""
