"""The process that holds the opening keys, apart from web server and parsers; the line to it."""
