"""Cache-Control: browsers and proxies store no response of Django's, unless the view says otherwise.

Pages show personal links, join codes and what people wrote, and on a shared device the next person could go back to what the
browser stored. Panes are still revalidated: the script that fetches them remembers their ETags (js/live/pane-fetch.js).
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
