"""How static files are collected: one style sheet, one module for a page, names that say what is in them."""
