"""Do what comes after an application was sealed: correct it, withdraw it."""
