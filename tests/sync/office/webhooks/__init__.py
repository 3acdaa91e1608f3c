"""The office tells other systems that something was decided."""
