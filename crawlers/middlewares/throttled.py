"""GDELT's request for patience, which may come with status 200, gets the status it means."""

from scrapy import Request
from scrapy.http import Response

from crawlers.readers.gdelt import THROTTLED

#: the notice is a sentence; a title in a list of articles may quote it
LONGEST_NOTICE = 1_000


class ThrottleNotices:
    """Downloader middleware: such an answer to a poll of GDELT becomes a 429.

    Requests are marked with ``meta["gdelt"]``. `HostPauses`, which comes after it, slows down.
    """

    def process_response(self, request: Request, response: Response) -> Response:
        if (
            request.meta.get("gdelt")
            and response.status == 200
            and len(response.body) < LONGEST_NOTICE
            and THROTTLED.search(response.body)
        ):
            return response.replace(status=429)
        return response
