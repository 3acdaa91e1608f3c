"""An application at the office: pulled, opened, checked, decided, corrected."""
