import json
import unittest
from xml.etree import ElementTree

from tests.requests import OWN_KEY, PORT, ask, signed

FOREIGN = "http://evil.example"
FRONTEND = "http://localhost:3000"


class Hosts(unittest.TestCase):
    def test_own_names_with_the_own_port_pass(self):
        for host in ("127.0.0.1", "localhost", "LOCALHOST", "[::1]"):
            with self.subTest(host):
                self.assertTrue(ask(headers=[("Host", f"{host}:{PORT}"), signed()]).reached)

    def test_all_others_are_refused_even_with_the_key_and_on_every_route(self):
        hosts = [
            f"evil.example:{PORT}",
            "127.0.0.1",
            "localhost",
            f"127.0.0.1:{PORT + 1}",
            f"127.0.0.1:{PORT}.evil.example",
            f"127.0.0.1.evil.example:{PORT}",
            f"evil.localhost:{PORT}",
            f"user@127.0.0.1:{PORT}",
            f"0.0.0.0:{PORT}",
            f"0x7f000001:{PORT}",
            f"0123abcd.execute-api.localhost:{PORT}",
            "",
        ]
        for host in hosts:
            for path in ("/x", "/health", "/function", "/iam-function", "/token"):
                with self.subTest(f"{host} {path}"):
                    answer = ask(path, [("Host", host), signed()])
                    self.assertEqual((answer.reached, answer.status), (False, 403))

    def test_two_hosts_are_refused(self):
        own = ("Host", f"127.0.0.1:{PORT}")
        self.assertFalse(ask(headers=[own, own, signed()]).reached)


class Pages(unittest.TestCase):
    def test_no_page_calls_the_aws_api_even_with_the_key(self):
        for origin in (FOREIGN, FRONTEND, f"http://127.0.0.1:{PORT}", "null", "", "chrome-extension://a"):
            for path in ("/x", "/health", "/token"):
                with self.subTest(f"{origin} {path}"):
                    answer = ask(path, [("Origin", origin), signed()])
                    self.assertEqual((answer.reached, answer.status), (False, 403))

    def test_a_page_of_this_machine_calls_functions(self):
        origins = [
            FRONTEND,
            "http://127.0.0.1:5173",
            "https://localhost",
            "http://[::1]:3000",
            f"http://127.0.0.1:{PORT}",
        ]
        for origin in origins:
            for site in ("same-origin", "same-site", "cross-site"):
                with self.subTest(f"{origin} {site}"):
                    headers = [("Origin", origin), ("Sec-Fetch-Site", site)]
                    self.assertTrue(ask("/function", headers).reached)

    def test_a_foreign_page_does_not(self):
        origins = [
            FOREIGN,
            "null",
            "",
            "http://localhost.evil.example",
            "http://127.0.0.1.evil.example:80",
            "http://evil.example/http://localhost",
            "http://localhost:3000, http://evil.example",
            "http://localhost:3000\nhttp://evil.example",
            "file://localhost",
            "http://evil-localhost:3000",
        ]
        for origin in origins:
            with self.subTest(origin):
                self.assertFalse(ask("/function", [("Origin", origin)]).reached)

    def test_two_origins_are_refused(self):
        self.assertFalse(ask("/function", [("Origin", FRONTEND), ("Origin", FRONTEND)]).reached)

    def test_what_a_browser_calls_cross_site_is_refused_on_every_route(self):
        for path in ("/x", "/health", "/function", "/token"):
            for site in ("cross-site", "Cross-Site", "something-new"):
                with self.subTest(f"{path} {site}"):
                    self.assertFalse(ask(path, [("Sec-Fetch-Site", site), signed()]).reached)

    def test_an_address_that_was_typed_passes(self):
        for site in ("none", "same-origin", "same-site"):
            with self.subTest(site):
                headers = [("Sec-Fetch-Site", site)]
                self.assertTrue(ask("/function", headers, method="GET").reached)
                self.assertTrue(ask(headers=[*headers, signed()], method="GET").reached)
                self.assertFalse(ask(headers=headers, method="GET").reached)

    def test_no_preflight_and_no_answer_of_the_api_allows_an_origin(self):
        preflight = [("Origin", FOREIGN), ("Access-Control-Request-Method", "POST")]
        answer = ask(headers=preflight, method="OPTIONS")
        self.assertEqual(answer.status, 403)
        self.assertEqual([name for name in answer.headers if b"access-control" in name], [])
        # As curl would send it.
        answer = ask(headers=[signed()], method="OPTIONS")
        self.assertEqual((answer.reached, answer.headers), (True, {}))

    def test_a_function_answers_preflights_itself(self):
        preflight = [("Origin", FRONTEND), ("Access-Control-Request-Method", "POST")]
        answer = ask("/function", preflight, method="OPTIONS")
        self.assertEqual(answer.headers, {b"Access-Control-Allow-Origin": b"*"})

    def test_websockets_are_held_to_the_same_rules(self):
        for path, headers, reached in [
            ("/function", [], True),
            ("/function", [("Origin", FRONTEND)], True),
            ("/function", [("Origin", FOREIGN)], False),
            ("/function", [("Host", f"evil.example:{PORT}")], False),
            ("/x", [], False),
            ("/x", [("Origin", FRONTEND), signed()], False),
            ("/x", [signed()], True),
        ]:
            with self.subTest(f"{path} {headers}"):
                answer = ask(path, headers, kind="websocket")
                self.assertEqual(answer.reached, reached)
                self.assertEqual(answer.closed_with, None if reached else 1008)


class OtherUsers(unittest.TestCase):
    def test_the_key_is_asked_for(self):
        for path in ("/x", "/iam-function"):
            with self.subTest(path):
                self.assertTrue(ask(path, [signed()]).reached)
                self.assertEqual(ask(path).status, 403)
                self.assertEqual(ask(path, [signed("test")]).status, 403)
                self.assertEqual(ask(path, [signed(OWN_KEY[:-1])]).status, 403)
                self.assertEqual(ask(path, [signed(OWN_KEY + "x")]).status, 403)
                self.assertEqual(ask(path, [signed("")]).status, 403)
                self.assertEqual(ask(path, [("Authorization", OWN_KEY)]).status, 403)
                self.assertEqual(ask(path, [signed("é")]).status, 403)

    def test_every_way_to_sign_counts(self):
        scope = f"{OWN_KEY}/20260101/us-east-1/s3/aws4_request"
        for headers, query in [
            ([], f"X-Amz-Credential={scope.replace('/', '%2F')}&X-Amz-Signature=0"),
            ([], f"X-Amz-Credential={scope}"),
            ([], f"AWSAccessKeyId={OWN_KEY}&Signature=0"),
            ([("Authorization", f"AWS {OWN_KEY}:signature")], ""),
            ([("Authorization", f"AWS4-HMAC-SHA256 SignedHeaders=host,Credential={scope},Signature=0")], ""),
            ([("Authorization", f"AWS4-ECDSA-P256-SHA256 Credential={OWN_KEY}/20260101/s3/aws4_request")], ""),
        ]:
            with self.subTest(f"{headers} {query}"):
                self.assertTrue(ask(headers=headers, query=query).reached)
                other = [(name, value.replace(OWN_KEY, "test")) for name, value in headers]
                self.assertFalse(ask(headers=other, query=query.replace(OWN_KEY, "test")).reached)

    def test_what_is_public_needs_none(self):
        for path in ("/health", "/function", "/token"):
            with self.subTest(path):
                self.assertTrue(ask(path).reached)


class Refusals(unittest.TestCase):
    def test_sdks_can_read_them(self):
        answer = ask(headers=[signed("test", "lambda")])
        body = json.loads(answer.body)
        self.assertEqual(body["__type"], "InvalidClientTokenId")
        self.assertIn("docs/local-aws.md", body["message"])
        for service in ("s3", "cloudformation", "sts"):
            answer = ask(headers=[signed("test", service)])
            self.assertEqual(answer.headers[b"content-type"], b"text/xml")
            error = ElementTree.fromstring(answer.body).find("Error")
            self.assertEqual(error.find("Code").text, "InvalidClientTokenId")

    def test_foreign_text_cannot_break_out_of_answer_or_log(self):
        host = "<a>&\x1b[31m\nrefused: nothing"
        answer = ask("/\x1b]0;x\x07", [("Host", host), signed("test", "s3")])
        self.assertIn("<a>&", ElementTree.fromstring(answer.body).find("Error/Message").text)
        self.assertEqual(answer.log.count("\n"), 1)
        self.assertNotIn("\x1b", answer.log)

    def test_the_key_is_in_no_answer_and_no_log(self):
        for headers in ([signed("test")], [signed(), ("Origin", FOREIGN)], []):
            answer = ask(headers=headers)
            self.assertNotIn(OWN_KEY, answer.log + answer.body.decode())

    def test_head_has_no_body(self):
        answer = ask(method="HEAD")
        self.assertEqual((answer.status, answer.body), (403, b""))


if __name__ == "__main__":
    unittest.main()
