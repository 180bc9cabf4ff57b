"""One module per framework; each imports its framework only when a model of it comes."""
