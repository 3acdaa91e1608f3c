"""What every request passes: limits, who asks, how it is read; metrics and readiness."""
