"""Number spaces: the words that describe them, and what of them one snapshot has."""
