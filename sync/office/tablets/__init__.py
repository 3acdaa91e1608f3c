"""The tablets as the office knows them, and the sheets of their days."""
