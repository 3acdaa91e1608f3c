"""Set how everything looks: theme, layout, line breaks, and the guard round each component."""
