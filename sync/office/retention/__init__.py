"""How long the office keeps what is done with, table by table."""
