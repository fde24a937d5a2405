"""uapicheck: what a change to Linux UAPI headers does to user space."""

__version__ = "0.1.0"
