"""What stands between the tablet's browser and the Flet app; no part of it draws."""
