"""Make what leaves a visit: the application for the city, the form to sign, the slip to keep."""
