"""C text to snapshots: tokens, preprocessor, declarations, types, values, layout."""
