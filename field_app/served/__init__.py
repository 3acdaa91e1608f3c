"""What stands between the machine's browser and the app: the door, papers to print, one screen."""
