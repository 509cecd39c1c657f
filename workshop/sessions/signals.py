"""What features above are told in the transaction of a change, before any room is told."""

from django.dispatch import Signal

# What the stage was about ends: it is ended, another one starts, its start is undone, its topic is closed after it, or the session is
# over. Gives `session`.
stage_left = Signal()
