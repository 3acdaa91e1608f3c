"""The clerk's console: pages, sign-in and templates."""
