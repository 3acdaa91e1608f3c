"""What stands between the server and the pages: who may come in, which headers go out."""
