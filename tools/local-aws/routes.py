"""What a path of ministack's leads to. Asks ministack's own parsers: what they do not know falls through to the
AWS API, so a path that only looks like a function's must not count as one.
"""

from ministack import app as ministack

from gate import Route

HEALTH = "/_ministack/health"
FUNCTION_URLS = "/_aws/lambda-url/"
APIS = "/_aws/execute-api/"
#: Their last part is a random token, made for the one who is to answer.
TOKENS = ("/_ministack/cfn-response/", "/_ministack/cfn-signal/")

# By path alone: the Host is this machine's.
_HOST = "127.0.0.1"


def route_of(method, path):
    if path == HEALTH and method in ("GET", "HEAD"):
        return Route.HEALTH
    if method == "PUT" and path.startswith(TOKENS):
        return Route.TOKEN
    if path.startswith(FUNCTION_URLS):
        return _function_url(method, path)
    if path.startswith(APIS):
        return _api(method, path)
    return Route.API


def _function_url(method, path):
    parsed = ministack._parse_lambda_url(_HOST, path)
    if parsed is None:
        return Route.API
    _arn, conditions, resolved = ministack._function_url_auth_target(parsed[0])
    is_iam = resolved is not None and conditions["lambda:FunctionUrlAuthType"] == "AWS_IAM"
    return Route.SIGNED if is_iam and method != "OPTIONS" else Route.PUBLIC


def _api(method, path):
    parsed = ministack._parse_execute_api_url(_HOST, path)
    # @connections is how a server speaks to the clients of a WebSocket API.
    if parsed is None or parsed[2].startswith("/@connections/"):
        return Route.API
    api_id, stage, execute_path = parsed
    stage, execute_path = ministack._resolve_stage_and_path(api_id, stage, execute_path)
    kind = ministack._execute_api_authorization_type(api_id, stage, method, execute_path)
    return Route.SIGNED if kind == "AWS_IAM" and method != "OPTIONS" else Route.PUBLIC
