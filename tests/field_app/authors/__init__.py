"""What authors work with: the tools, by themselves and in one afternoon."""
