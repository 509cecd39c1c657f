"""Collecting static files: style sheets and modules are joined, and file names contain a hash of the content."""
