"""The sample city 見本市: everything a first start needs, made on this machine."""
