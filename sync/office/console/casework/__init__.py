"""The forms of what clerks do with an application beside deciding it."""
