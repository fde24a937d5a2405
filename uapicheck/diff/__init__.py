"""Two snapshots of one target to changes: facts without opinion."""
