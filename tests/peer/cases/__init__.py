"""The tables of cases, one file for each part of the API."""
