"""The formats that tablet, reception and office exchange, and the signatures on them."""
