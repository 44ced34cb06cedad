"""Templates with HTTP APIs, for tests."""

ECHO = """
import json
def handler(event, context):
    return event
"""
AUTHORIZER = """
def handler(event, context):
    return {"isAuthorized": event["identitySource"] == ["open"], "context": {"user": "ann"}}
"""


def template(events, api=None, extra=None, code=ECHO):
    resources = {
        "Echo": {
            "Type": "AWS::Serverless::Function",
            "Properties": {
                "Runtime": "python3.12",
                "Handler": "index.handler",
                "InlineCode": code,
                "Events": events,
            },
        },
        **(extra or {}),
    }
    if api is not None:
        # Events without `ApiId` would make an API of their own.
        for one in events.values():
            one.setdefault("Properties", {})["ApiId"] = {"Ref": "Api"}
        resources["Api"] = {"Type": "AWS::Serverless::HttpApi", "Properties": api}
    ref = "Api" if api is not None else "ServerlessHttpApi"
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Transform": "AWS::Serverless-2016-10-31",
        "Resources": resources,
        "Outputs": {
            "Url": {"Value": {"Fn::Sub": f"https://${{{ref}}}.execute-api.us-east-1.amazonaws.com"}}
        },
    }


def event(path=None, method=None, **properties):
    if path:
        properties.update(Path=path, Method=method)
    return {"Type": "HttpApi", "Properties": properties} if properties else {"Type": "HttpApi"}


MULTI = """
import json
def handler(event, context):
    return {"statusCode": 201, "multiValueHeaders": {"set-cookie": ["m=1", "n=2"]},
            "headers": {"Set-Cookie": "lost=1"}, "cookies": ["also=lost"], "body": json.dumps(event)}
"""
DEFINITION = b"""
openapi: 3.0.1
info: {title: defined, version: '1'}
paths:
  /defined:
    get:
      x-amazon-apigateway-integration: {$ref: '#/components/x-amazon-apigateway-integrations/one'}
components:
  x-amazon-apigateway-integrations:
    one: {type: aws_proxy, httpMethod: POST, payloadFormatVersion: '2.0', uri: 'arn:aws:lambda:us-east-1:000000000000:function:none'}
"""


def authorized():
    authorizers = {
        "Lambda": {
            "FunctionArn": {"Fn::GetAtt": ["Authorizer", "Arn"]},
            "AuthorizerPayloadFormatVersion": 2.0,
            "EnableSimpleResponses": True,
            "Identity": {"Headers": ["authorization"]},
            "EnableFunctionDefaultPermissions": True,
        },
        "Jwt": {
            "JwtConfiguration": {"issuer": "https://issuer.invalid", "audience": ["a"]},
            "IdentitySource": "$request.header.Authorization",
        },
    }
    function = {
        "Type": "AWS::Serverless::Function",
        "Properties": {
            "Runtime": "python3.12", "Handler": "index.handler", "InlineCode": AUTHORIZER,
        },
    }
    return template(
        {
            "Open": event("/open", "get", Auth={"Authorizer": "NONE"}),
            "Closed": event("/closed", "get"),
            "Jwt": event("/jwt", "get", Auth={"Authorizer": "Jwt"}),
            "Iam": event("/iam", "get", Auth={"Authorizer": "AWS_IAM"}),
        },
        api={"Auth": {"DefaultAuthorizer": "Lambda", "Authorizers": authorizers, "EnableIamAuthorizer": True}},
        extra={"Authorizer": function},
    )
