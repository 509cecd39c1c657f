"""Simulated people who live through a day against a running server, over HTTP and websockets as browsers do.

They know nothing of our code: whatever they do, they found on a page or heard by a socket.
"""
