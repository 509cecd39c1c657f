"""What browsers and proxies may store of what Django answers: nothing, unless the view says otherwise.

Pages show a personal link, a join code or the words of people, and the next person at a shared device goes back to what the
browser stored. Panes lose nothing by it: the script that fetches them remembers their ETag itself (js/live/pane-fetch.js).
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.decorators import sync_only_middleware


@sync_only_middleware
def StoreNothing(get_response: Callable) -> Callable:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware
