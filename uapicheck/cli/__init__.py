"""Arguments in, exit status out: the only place that catches errors and prints."""
