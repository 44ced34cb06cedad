"""A function may have any name.

AWS reads a request by the parts of its path. ministack looks for `/url` anywhere in it, so that what is asked
of a function called `url-shortener` is answered as if its function URL were meant. It takes the ARN as well,
which has no such part.
"""

import re

from .seam import expect, replace

WHEN = "ministack.services.lambda_svc"

_MISREAD = re.compile(r"(/functions/)(url[^/:]*)(?=[/:]|$)")


def apply():
    from ministack.services import lambda_svc

    expect(lambda_svc, "get_account_id", "()")
    expect(lambda_svc, "get_region", "()")
    replace(lambda_svc, "handle_request", "(method, path, headers, body, query_params)", _handle)


def _handle(original):
    async def handle_request(method, path, headers, body, query_params):
        from ministack.services import lambda_svc

        arn = f"arn:aws:lambda:{lambda_svc.get_region()}:{lambda_svc.get_account_id()}:function:"
        path = _MISREAD.sub(lambda found: f"{found[1]}{arn}{found[2]}", path, count=1)
        return await original(method, path, headers, body, query_params)

    return handle_request
