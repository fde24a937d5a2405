"""`python -m uapicheck`."""

from uapicheck.cli.main import entry

entry()
