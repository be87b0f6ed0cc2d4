"""Texts into syntax trees whose names are settled."""
