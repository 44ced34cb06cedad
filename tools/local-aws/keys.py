"""Whose access keys are good: the server's own, and those that it has issued itself."""

import hmac
import secrets

from ministack import app as ministack
from ministack.core import lambda_runtime
from ministack.core.responses import get_account_id
from ministack.services import lambda_svc


class Keys:
    def __init__(self, key_id, secret):
        self._key_id = key_id
        self._secret = secret
        self._account = get_account_id()
        self._sessions = {}

    def is_good(self, key):
        own = hmac.compare_digest(key.encode(), self._key_id.encode())
        return own or self._is_issued(key)

    def _is_issued(self, key):
        """Keys of IAM users and of assumed roles are random, and only their owners were told them."""
        sts = ministack._get_module("sts")
        session = sts._sessions.get(key)
        if session is not None:
            return not sts._session_expired(session)
        users = ministack._get_module("iam")._access_keys.to_dict()
        return any(
            stored == key and record.get("Status") == "Active"
            for (_account, stored), record in users.items()
        )

    def hand_out(self):
        """Gives functions keys that are good here; ministack itself gives them their account's id."""
        for module in (lambda_runtime, lambda_svc):
            module.execution_credentials = self._of_function
        # AWS's addresses for downloads are presigned.
        for name, mark in (("_presigned_code_url", "&"), ("_layer_content_url", "?")):
            setattr(lambda_svc, name, self._presigned(getattr(lambda_svc, name), mark))

    def _of_function(self, config):
        account, _region = lambda_runtime._account_region_from_function_config(config)
        key_id, secret = (
            (self._key_id, self._secret) if account == self._account else self._of_account(account)
        )
        return {
            "AWS_ACCESS_KEY_ID": key_id,
            "AWS_SECRET_ACCESS_KEY": secret,
            "AWS_SESSION_TOKEN": "",
        }

    def _of_account(self, account):
        """ministack knows a caller's account by the key; the server's own stands for one account."""
        if account not in self._sessions:
            pair = (f"ASIA{secrets.token_hex(16).upper()}", secrets.token_hex(20))
            self._sessions[account] = pair
            role = "function/function"
            session = {
                "Arn": f"arn:aws:sts::{account}:assumed-role/{role}",
                "UserId": role.replace("/", ":"),
                "SecretAccessKey": pair[1],
                "SessionToken": "",
            }
            ministack._get_module("sts").register_session(pair[0], session)
        return self._sessions[account]

    def _presigned(self, address_of, mark):
        def presigned(*args):
            return f"{address_of(*args)}{mark}X-Amz-Credential={self._key_id}%2Faws4_request"

        return presigned
