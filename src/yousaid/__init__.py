"""yousaid: a community-listening workbench. It listens to problems, never to people."""

__version__ = "0.1.0"
