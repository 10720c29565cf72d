"""Sends 1,000 alerts by the real daemon to a receiver that checks each with Standard Webhooks' own library, while the
secret is changed: from alert 400 on the daemon signs with the old and the new one, from 500 on the receiver knows only
the new one, from 600 on the daemon signs with the new one alone. Run by `make webhook-interop-test`.
"""

import argparse
import base64
import os
import pathlib
import random
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import types
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

PATIENCE_SECONDS = 120
DOCUMENT = pathlib.Path(__file__).parents[3] / "Documentation" / "Endpoints.md"


def new_secret():
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def verifies(secret, body, headers):
    try:
        Webhook(secret).verify(body, headers)
        return True
    except WebhookVerificationError:
        return False


class Receiver:
    """Takes what verifies, and remembers it."""

    def __init__(self, secret):
        self.changed = threading.Condition()
        self.secret = secret
        self.accepted = {}
        self.repeated = 0
        self.refused = 0
        self.connections = 0
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def setup(self):
                super().setup()
                with receiver.changed:
                    receiver.connections += 1

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = receiver.receive(body, dict(self.headers.items()))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def receive(self, body, headers):
        with self.changed:
            if verifies(self.secret, body, headers):
                identifier = headers["webhook-id"]
                self.repeated += identifier in self.accepted
                self.accepted[identifier] = (body, headers)
                status = 204
            else:
                self.refused += 1
                status = 401
            self.changed.notify_all()
            return status

    def wait_for(self, count):
        with self.changed:
            if not self.changed.wait_for(lambda: len(self.accepted) >= count or self.refused, PATIENCE_SECONDS):
                sys.exit(f"only {len(self.accepted)} of {count} alerts came")
            if self.refused:
                sys.exit(f"a signature did not verify, after {len(self.accepted)} that did")


class Daemon:
    def __init__(self, program, folder, port):
        self.folder = folder
        self.port = port
        self.random = random.Random(7)
        self.messages = os.path.join(folder, "messages")
        for name in ("inbox", "rules"):
            os.mkdir(os.path.join(folder, name))
        self.write("rules/fruit.yaml", "rules:\n  - id: fruit\n    match: apple\n")
        self.write_settings(["old"])
        with open(self.messages, "wb") as messages:
            self.process = subprocess.Popen([program, "run"], cwd=folder, stdout=messages, stderr=messages)
        self.wait_for("watching", 1)

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path + ".tmp", "w", encoding="utf-8") as file:
            file.write(text)
        os.rename(path + ".tmp", path)

    def write_settings(self, names):
        items = "".join(f"      - {{file: {name}.secret}}\n" for name in names)
        self.write(
            "watchword.yaml",
            "endpoints:\n  stdout:\n    enabled: no\n  desk:\n    type: webhook\n"
            f"    url: http://127.0.0.1:{self.port}/hook\n    signing_secrets:\n{items}",
        )

    def change_secrets(self, names):
        before = self.count("reloaded: ")
        self.write_settings(names)
        self.process.send_signal(signal.SIGHUP)
        self.wait_for("reloaded: ", before + 1)

    def drop(self, numbers):
        for number in numbers:
            words = ("".join(self.random.choices("bdfgklmnprstvz", k=3)) + "a" for _ in range(60))
            self.write(f"inbox/{number}.txt", f"Report {number} ў\n\nAn apple: {' '.join(words)}.\n")

    def count(self, words):
        with open(self.messages, encoding="utf-8") as file:
            return file.read().count(words)

    def wait_for(self, words, count):
        end = time.monotonic() + PATIENCE_SECONDS
        while self.count(words) < count:
            if self.process.poll() is not None or time.monotonic() > end:
                with open(self.messages, encoding="utf-8") as file:
                    sys.exit(f"the daemon did not say «{words}»:\n{file.read()}")
            time.sleep(0.02)


def example(language, words):
    """The one that Endpoints.md shows."""
    blocks = re.findall(rf"^```{language}\n(.*?)^```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    return next(block for block in blocks if words in block)


def python_example_verifies(secret, body, headers):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "desk.secret")
        pathlib.Path(path).write_text(secret + "\n", encoding="utf-8")
        module = types.ModuleType("example")
        exec(example("python", "def is_genuine").replace('"desk.secret"', repr(path)), module.__dict__)
        return module.is_genuine(headers, body)


def shell_example_verifies(secret, body, headers):
    with tempfile.TemporaryDirectory() as folder:
        script, file = os.path.join(folder, "verify"), os.path.join(folder, "body")
        pathlib.Path(script).write_text(example("sh", "openssl dgst"), encoding="utf-8")
        pathlib.Path(file).write_bytes(body)
        values = [headers[name] for name in ("webhook-id", "webhook-timestamp", "webhook-signature")]
        done = subprocess.run(["sh", script, secret, *values, file], stdout=subprocess.PIPE, text=True)
        return done.stdout == "genuine\n" and done.returncode == 0


def check(name, holds):
    if not holds:
        sys.exit(f"FAILED: {name}")
    print(f"  {name}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    program = os.path.abspath(parser.parse_args().program)
    secret = {"old": new_secret(), "new": new_secret()}
    receiver = Receiver(secret["old"])
    print(f"standardwebhooks {version('standardwebhooks')}, receiver on port {receiver.server.server_port}")
    with tempfile.TemporaryDirectory() as folder:
        for name, text in secret.items():
            path = os.path.join(folder, name + ".secret")
            with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
                file.write(text + "\n")
        daemon = Daemon(program, folder, receiver.server.server_port)
        try:
            begin = time.monotonic()
            daemon.drop(range(0, 400))
            receiver.wait_for(400)
            daemon.change_secrets(["old", "new"])
            daemon.drop(range(400, 500))
            receiver.wait_for(500)
            receiver.secret = secret["new"]
            daemon.drop(range(500, 600))
            receiver.wait_for(600)
            daemon.change_secrets(["new"])
            daemon.drop(range(600, 1000))
            receiver.wait_for(1000)
            seconds = time.monotonic() - begin
        finally:
            daemon.process.terminate()
            daemon.process.wait()

    accepted = list(receiver.accepted.values())
    counts = [len(headers["webhook-signature"].split(" ")) for _, headers in accepted]
    body, headers = accepted[-1]
    late = dict(headers, **{"webhook-timestamp": str(int(headers["webhook-timestamp"]) + 1)})
    print(f"{len(accepted)} alerts verified in {seconds:.1f} s over {receiver.connections} connections:")
    check("none was refused, none came twice", receiver.refused == 0 and receiver.repeated == 0)
    check("one signature before the change and after it, two meanwhile",
          counts == [1] * 400 + [2] * 200 + [1] * 400)
    check("after the change the old secret verifies nothing",
          not any(verifies(secret["old"], *alert) for alert in accepted[600:]))
    check("during the change either secret verifies",
          all(verifies(secret[name], *alert) for name in secret for alert in accepted[400:600]))
    check("another body does not verify", not verifies(secret["new"], body + b" ", headers))
    check("another id does not verify", not verifies(secret["new"], body, dict(headers, **{"webhook-id": "x"})))
    check("another time does not verify", not verifies(secret["new"], body, late))
    for name, verify in {"Python": python_example_verifies, "the shell": shell_example_verifies}.items():
        if name == "the shell" and not shutil.which("openssl"):
            print("  the documented receiver in the shell was not tried: there is no openssl")
            continue
        twice = accepted[400:600:50]
        check(f"the documented receiver in {name} takes what is genuine",
              all(verify(secret["new"], *alert) for alert in [accepted[-1], *twice]))
        check(f"the documented receiver in {name} takes nothing else",
              not verify(secret["old"], body, headers) and not verify(secret["new"], body + b" ", headers)
              and not verify(secret["new"], body, late))


if __name__ == "__main__":
    main()
