"""The ways in: passkeys, codes and recovery, and the pages of who helps with them."""
