"""How fast rooms are told, beside the stock way of Channels and a bare limit in C. See docs/benchmarks.md."""
