"""Answers the city's other systems over HTTP: by tokens alone, never by a browser's cookie."""
