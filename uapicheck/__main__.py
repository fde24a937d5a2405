"""`python -m uapicheck`."""

from uapicheck.cli.program import program

program()
