"""What people and programs read: one module per format of a report or snapshot."""
