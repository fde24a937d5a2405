"""The values that the stages exchange: frozen, without I/O, without text for people."""
