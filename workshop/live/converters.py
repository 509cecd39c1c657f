"""Path converters."""

from django.urls import register_converter
from django.urls.converters import StringConverter


class TokenConverter(StringConverter):
    """A link's token, right or wrong. Punctuation that was appended to a link is no part of it (web/clean_addresses.py)."""

    regex = "[0-9A-Za-z]+"


register_converter(TokenConverter, "token")
