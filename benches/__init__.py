"""Benchmarks beside python-aioarango and a plain-Python control; `python -m benches --help`."""
