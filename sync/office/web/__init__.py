"""The office in a browser, put together: the console's pages of every area."""
