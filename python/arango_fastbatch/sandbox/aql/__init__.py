"""AQL: a query's text in, rows out."""
