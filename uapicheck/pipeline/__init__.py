"""What a command does, from names of sources to a report: the place where the stages meet."""
