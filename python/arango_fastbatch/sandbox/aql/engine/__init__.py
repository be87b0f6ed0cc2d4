"""Syntax trees into pipelines of closures, and what runs them."""
