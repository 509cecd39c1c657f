"""Measures how fast rooms are told, compared with stock Channels and with a limit in C. See docs/benchmarks.md."""
