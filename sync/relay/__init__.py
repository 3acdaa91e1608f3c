"""The relay: on the internet side, it holds providers' tokens and sends what the office wants."""
