"""Where headers come from: git revisions, trees, archives, single files; each ends in a `HeaderTree`."""
