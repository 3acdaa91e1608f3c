"""The clerks' console: sign-in, pages, templates and static files."""
