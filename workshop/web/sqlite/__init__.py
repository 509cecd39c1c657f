"""Django's SQLite backend, in which the threads of one process write one after the other."""
