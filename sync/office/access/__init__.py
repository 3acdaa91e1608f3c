"""Who may do what in the console: the words of permissions, the roles and what a clerk has."""
