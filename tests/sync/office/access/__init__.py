"""Who may do what: routes and roles, what was before."""
