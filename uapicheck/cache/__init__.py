"""What earlier runs found out, kept on the disk: a run may always do without it."""
