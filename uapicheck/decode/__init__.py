"""What numbers and names of the headers mean: facts in, meanings out."""
