"""The list of applications: filters, pages by the last row's place, true counts."""
