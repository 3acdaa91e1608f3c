"""What holds for every test: no property fails because the machine was busy."""

from hypothesis import settings

settings.register_profile("demado", deadline=None)
settings.load_profile("demado")
