"""What the screens may do: each flow is a few named steps; none imports Flet."""
