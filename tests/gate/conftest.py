"""Property tests of the gate are not timed: machines that run them are shared. Growth is timed where it matters."""

from hypothesis import settings

settings.register_profile("gate", deadline=None)
settings.load_profile("gate")
