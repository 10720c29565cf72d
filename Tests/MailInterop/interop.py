"""Sends alerts nobody wants to read through the endpoint to aiosmtpd, and reads every mail with Python's email package.

    interop.py PROGRAM        PROGRAM: the built mail-interop
"""
import email
import email.policy
import email.utils
import html.parser
import json
import logging
import random
import re
import socket
import ssl
import subprocess
import sys
import tempfile
import unicodedata

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

USER, PASSWORD = "desk", "sésame 1"
failures = []
# A client that does not trust a certificate hangs up: no news.
logging.getLogger("mail.log").setLevel(logging.CRITICAL)


def check(condition, what, *more):
    if not condition:
        failures.append(what)
        print("FAILED:", what, *more)


# MARK: Servers


class Handler:
    def __init__(self):
        self.mails = []

    async def handle_DATA(self, server, session, envelope):
        self.mails.append((envelope.mail_from, list(envelope.rcpt_tos), envelope.original_content))
        return "250 taken"


def authenticator(server, session, envelope, mechanism, data):
    good = data.login == USER.encode() and data.password == PASSWORD.encode()
    return AuthResult(success=good, handled=False)



def certificate(folder, name):
    key, pem = f"{folder}/{name}.key", f"{folder}/{name}.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", pem, "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
        check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pem, key)
    return pem, context


def start(**options):
    """A server on a port that nobody uses; its handler, itself, the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    handler = Handler()
    controller = Controller(handler, hostname="127.0.0.1", port=port, **options)
    controller.start()
    return handler, controller, port


# MARK: Alerts


def alert(number, rule="border", title="Talks in Tashkent", severity="high", kind="new", **more):
    value = {
        "id": f"{number:024x}", "time": "2026-11-23T02:05:25.267Z", "kind": kind,
        "rule": {"id": rule, "title": more.pop("rule_title", "Border crossings"), "severity": severity, "version": "1"},
        "article": {"hash": "ab" * 32, "file": "in/a.txt", "title": title, "source": "Example Wire",
                    "url": "https://example.org/a?b=1&c=2", "published": "2026-11-22"},
        "story": {"id": "57a1e", "first_seen": "2026-11-23T02:05:25.267Z", "copies": 3, "sources": 2}, "parts": [],
        "snippets": [{"zone": "body", "text": "They met at the border.", "marks": [[16, 22]]}],
    }
    value["article"].update(more.pop("article", {}))
    value.update(more)
    return value


HOSTILE = {
    "latin": "Talks in Tashkent",
    "cyrillic": "Переговоры в Ташкенте о поставках газа и нефти через границу, сообщили источники в правительстве",
    "emoji": "🙂 flags 🇺🇿 and 👩‍👩‍👧 families, again " + "🧨" * 80,
    "right to left": "محادثات في طشقند \u202eabc\u202c שלום",
    "ten thousand": "x" * 10_000,
    "ten thousand words": "слово word " * 900,
    "line ends": "Hello\r\nBcc: victim@example.org\r\n\r\nbody\rX: y\nZ: w\u2028p\u2029q\u0085r\x0bs\x0ct",
    "encoded word": "=?utf-8?q?=0D=0ABcc:_a@example.org?= and =?UTF-8?B?SGk=?=",
    "dots": ".\n.\r\n..two\n.hidden",
    "from line": "From watchword@example.org Mon Nov 23 02:05:25 2026",
    "nul": "a\0b\x1b[31mc\x7fd",
    "markup": "<script>alert(1)</script><img src=http://evil.example/x> & \"quotes\" 'too' </p></body>",
    "boundary": "--=_0000 \r\n--=_0000--",
    "combining": "a" + "\u0301" * 3000,
    "spaces": "  many   spaces \t and tabs  ",
    "empty": "",
    "percent and equal": "100% = =3D =\r\n= trailing = ",
}


def clean(text):
    """What people are shown of a text in one line, written anew from its description."""
    result = ""
    for c in text:
        code = ord(c)
        if c.isspace() or code < 0x20 or 0x7F <= code <= 0x9F or c in "\u2028\u2029":
            if not result.endswith(" "):
                result += " "
        elif code in (0x61C, 0x200E, 0x200F) or 0x202A <= code <= 0x202E or 0x2066 <= code <= 0x206F:
            pass
        elif code == 0xFEFF or 0xFFF9 <= code <= 0xFFFF or 0xE0000 <= code <= 0xE007F:
            pass
        else:
            result += c
    return result.strip(" ")


# MARK: Mails


class Page(html.parser.HTMLParser):
    TAGS = {"html", "head", "meta", "title", "body", "h2", "p", "a", "div", "b", "i", "mark", "hr"}

    def __init__(self):
        super().__init__()
        self.problems, self.text, self.marks, self.open, self.links = [], "", [], [], []

    def handle_starttag(self, tag, attributes):
        if tag not in self.TAGS:
            self.problems.append(f"tag {tag}")
        for name, value in attributes:
            if name.startswith("on") or name in ("src", "background", "srcset"):
                self.problems.append(f"attribute {name}")
            if name == "style" and "url(" in value:
                self.problems.append("a style with a URL")
            if name == "href":
                self.links.append(value)
        if tag not in ("meta", "hr"):
            self.open.append(tag)
        if tag == "mark":
            self.marks.append("")

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> out of place")

    def handle_data(self, data):
        self.text += data
        if self.open and self.open[-1] == "mark":
            self.marks[-1] += data


HEADERS = ["Date", "From", "To", "Subject", "Message-ID", "In-Reply-To", "References", "Auto-Submitted",
           "MIME-Version", "Content-Type"]


def read(raw, name):
    check(raw.endswith(b"--\r\n"), f"{name}: ends with its boundary")
    check(all(byte < 0x80 for byte in raw), f"{name}: is ASCII")
    check(b"\0" not in raw, f"{name}: has no NUL")
    check(raw.count(b"\r") == raw.count(b"\n") == raw.count(b"\r\n"), f"{name}: has CRLF alone")
    lines = raw.split(b"\r\n")
    check(max(map(len, lines)) <= 78, f"{name}: lines are short", max(lines, key=len))
    head = raw.split(b"\r\n\r\n")[0].split(b"\r\n")
    check(all(re.match(rb"[A-Za-z-]+: ?\S|[ \t]\S", line) for line in head), f"{name}: head is well formed", head)
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    for part in mail.walk():
        check(not part.defects, f"{name}: {part.get_content_type()} has no defects", part.defects)
        for header, value in part.items():
            check(not value.defects, f"{name}: {header} has no defects", value, value.defects)
    for header in HEADERS:
        check(len(mail.get_all(header, [])) == 1, f"{name}: one {header}", mail.get_all(header))
    known = set(HEADERS) | {"X-Watchword-Alert", "X-Watchword-Rule"}
    check(set(mail.keys()) <= known, f"{name}: no other headers", set(mail.keys()) - known)
    check(mail["From"].addresses[0].addr_spec == "watchword@example.org", f"{name}: from", mail["From"])
    check(mail["From"].addresses[0].display_name == "Watchword «новости»", f"{name}: name of sender", mail["From"])
    check([a.addr_spec for a in mail["To"].addresses] == ["desk@example.org", "night@example.org"], f"{name}: to")
    check(mail["To"].addresses[0].display_name == "News desk", f"{name}: name of recipient", mail["To"])
    check(email.utils.parsedate_to_datetime(mail["Date"]).year >= 2024, f"{name}: date")
    check(mail["Auto-Submitted"] == "auto-generated", f"{name}: Auto-Submitted")
    check(mail["References"] == mail["In-Reply-To"], f"{name}: thread")
    check(mail.get_content_type() == "multipart/alternative", f"{name}: alternatives")
    parts = list(mail.iter_parts())
    check([p.get_content_type() for p in parts] == ["text/plain", "text/html"], f"{name}: two parts")
    page = Page()
    page.feed(parts[1].get_content())
    check(not page.problems and not page.open, f"{name}: HTML", page.problems, page.open)
    check(all(l.startswith(("http://", "https://")) for l in page.links), f"{name}: links", page.links)
    return mail, parts[0].get_content(), page


def send(program, port, stories, tls="none", ca="-", user="-", password="-", scheme="smtp"):
    lines = "".join(json.dumps([json.dumps(a) for a in story]) + "\n" for story in stories)
    done = subprocess.run(
        [program, f"{scheme}://localhost:{port}" if ca != "-" else f"{scheme}://127.0.0.1:{port}", tls, ca, user,
         password], input=lines, capture_output=True, text=True, timeout=120)
    check(done.returncode == 0 and not done.stderr, "the program runs", done.stderr)
    return done.stdout.splitlines()


# MARK: Tests


def contents(program):
    handler, controller, port = start()
    stories = [[alert(number, title=title)] for number, title in enumerate(HOSTILE.values())]
    # The same texts where rules, snippets and changes have them.
    for number, title in enumerate(HOSTILE.values(), 100):
        stories.append([alert(
            number, rule_title=title or "-", kind="correction", severity="critical",
            article={"source": title, "author": title, "url": "https://example.org/" + title, "file": title or "-"},
            snippets=[{"zone": title, "text": title, "marks": [[0, 1], [0, 99999999], [2], [5, 3], [1, 3]]}],
            correction={"alert": "c0ffee", "because": ["title"],
                        "changes": [{"zone": "title", "old": title, "new": "new " + title}]})])
    said = send(program, port, stories)
    controller.stop()
    check(said == ["delivered"] * len(stories), "all delivered", said)
    check(len(handler.mails) == len(stories), "all arrived", len(handler.mails))
    names = list(HOSTILE)
    for number, (sender, recipients, raw) in enumerate(handler.mails):
        name = names[number % len(names)] + (" (everywhere)" if number >= len(names) else "")
        check(sender == "watchword@example.org", f"{name}: sender", sender)
        check(recipients == ["desk@example.org", "night@example.org"], f"{name}: recipients", recipients)
        mail, text, page = read(raw, name)
        title = clean(HOSTILE[names[number % len(names)]])
        subject = mail["Subject"]
        check(subject == unicodedata.normalize("NFC", subject) or "combining" in name, f"{name}: subject", subject)
        check(len(subject) <= 220 and not re.search(r"[\x00-\x1f\x7f]", subject), f"{name}: one subject", subject)
        if number < len(names):
            check(mail["Message-ID"] == f"<{number:024x}@watchword.example.org>", f"{name}: id", mail["Message-ID"])
            check(mail["References"] == "<story.57a1e@watchword.example.org>", f"{name}: story", mail["References"])
            check(mail["X-Watchword-Alert"] == f"{number:024x}", f"{name}: alert")
            start_of = f"[alert] HIGH Border crossings"
            check(subject.startswith(start_of), f"{name}: start of subject", subject)
            shown = subject[len(start_of) + 2:]
            check(shown == title or (shown.endswith("…") and title.startswith(shown[:-1])), f"{name}: title", shown)
            first = text.splitlines()[0]
            whole = first == title or not title or (first.endswith("…") and title.startswith(first[:-1]))
            check(whole, f"{name}: title in text", first)
            check("They met at the [border]." in text, f"{name}: marked in text", text)
            check(page.marks == ["border"], f"{name}: marked in HTML", page.marks)
            check(page.links == ["https://example.org/a?b=1&c=2"], f"{name}: link", page.links)
        else:
            check(subject.startswith("[alert] CORRECTION CRITICAL "), f"{name}: start of subject", subject)
            check("title was: " in text and "title now: new" in text or not title, f"{name}: was and now", text)
    print(f"{len(handler.mails)} mails on hostile texts read")


PIECES = list(" .=?_-<>&\"'/\\:;,@()[]{}%#\r\n\t\0\x07\x1b\x7f\x85\xa0\xad\u2028\u202e\u200f\ufeff\ufffe\ufffd") + [
    "=?UTF-8?B?", "?=", "=?", "\r\n", "\n.\n", "From ", "--=_", "a", "word", "слово", "ў", "語", "🙂", "👩\u200d👧", "e\u0301", "שלום",
    "x" * 80, "я" * 80, "&amp;", "<b>", "</p>", "=0D=0A", "Bcc: a@b.c", "\r\nBcc: a@b.c\r\n", "http://a.b/",
]


def chance(program, count):
    """Texts that nobody wrote, the same in every run."""
    draw = random.Random(20261123)
    titles = ["".join(draw.choice(PIECES) for _ in range(draw.randrange(1, 60))) for _ in range(count)]
    stories = [
        [alert(number, title=title, rule_title=title, article={"source": title, "url": title, "file": "f" + title},
               snippets=[{"zone": "body", "text": title, "marks": [[0, len(title.encode())]]}])]
        for number, title in enumerate(titles)]
    handler, controller, port = start()
    said = send(program, port, stories)
    controller.stop()
    check(said == ["delivered"] * count and len(handler.mails) == count, "chance: all delivered", said)
    for number, (title, (_, _, raw)) in enumerate(zip(titles, handler.mails)):
        name = f"chance {number} {title!r}"
        mail, text, page = read(raw, name)
        check(mail["Message-ID"] == f"<{number:024x}@watchword.example.org>", f"{name}: id")
        if shown := clean(title):
            first = text.splitlines()[0]
            check(first == shown or (first.endswith("…") and shown.startswith(first[:-1])), f"{name}: text", first)
            marks = "".join(page.marks).strip(" ")
            check(marks == shown or (marks.endswith("…") and shown.startswith(marks[:-1])), f"{name}: HTML", marks)
            inside = mail["Subject"].removeprefix("[alert] HIGH ")
            cut = min(len(shown), 40)
            check(inside[:cut] == shown[:cut] or "…" in inside[:cut + 1], f"{name}: subject", inside)
    print(f"{count} mails on texts by chance read")


def threads(program):
    handler, controller, port = start()
    stories = [
        [alert(1, "a", severity="low"), alert(2, "b", severity="critical", rule_title="Sanctions")],
        [alert(3, "a", kind="withdrawn", correction={"alert": "1", "because": ["no-match"]}, snippets=[])],
        [alert(4, "a", kind="test", old=True)],
        [alert(1, "a", severity="low")],
        [alert(1, "a", severity="low")],
    ]
    said = send(program, port, stories)
    controller.stop()
    check(said == ["delivered | delivered"] + ["delivered"] * 4, "threads: delivered", said)
    mails = [read(raw, "thread")[0] for _, _, raw in handler.mails]
    check(len({m["References"] for m in mails}) == 1, "threads: one story")
    ids = [m["Message-ID"] for m in mails]
    check(len(set(ids)) == 4 and ids[3] == ids[4], "threads: ids", ids)
    check(mails[0].get_all("X-Watchword-Rule") == ["b", "a"], "threads: best first", mails[0].items())
    for m in mails[:4]:
        print("  ", m["Subject"])
    check(mails[0]["Subject"] == "[alert] CRITICAL Sanctions (+1): Talks in Tashkent", "threads: subject")
    check(mails[1]["Subject"].startswith("[alert] WITHDRAWN HIGH "), "threads: withdrawn")
    check(mails[2]["Subject"].startswith("[alert] TEST OLD HIGH "), "threads: test")


def encryption(program, folder):
    pem, context = certificate(folder, "server")
    other, _ = certificate(folder, "other")
    story = [[alert(7)]]
    login = dict(user=USER, password=PASSWORD)

    def trial(what, expected, server, arrives, **options):
        handler, controller, port = start(**server)
        said = send(program, port, story, **options)
        controller.stop()
        print(f"   {what}: {said[0] if said else 'nothing'}")
        check(said and re.search(expected, said[0]), f"{what}", said)
        check(len(handler.mails) == arrives, f"{what}: arrived", len(handler.mails))
        check(PASSWORD not in " ".join(said), f"{what}: password")
        for _, _, raw in handler.mails:
            read(raw, what)

    tls = dict(tls_context=context, require_starttls=True)
    auth = dict(authenticator=authenticator, auth_required=True, auth_require_tls=True)
    smtps = dict(ssl_context=context)
    trial("STARTTLS and login", "^delivered$", {**tls, **auth}, 1, tls="required", ca=pem, **login)
    trial("STARTTLS where there is one", "^delivered$", tls, 1, tls="opportunistic", ca=pem)
    trial("STARTTLS, wrong password", "login: 535", {**tls, **auth}, 0, tls="required", ca=pem, user=USER,
          password="wrong")
    trial("STARTTLS, certificate of somebody else", "certificate", tls, 0, tls="required", ca=other)
    trial("STARTTLS that is not there", "STARTTLS", {}, 0, tls="required", ca=pem)
    trial("no STARTTLS where it may be missing", "^delivered$", {}, 1, tls="opportunistic", ca=pem)
    trial("no encryption where the server wants it", "530", tls, 0, tls="none")
    trial("no login where the server wants one", "530", {**tls, **auth}, 0, tls="required", ca=pem)
    trial("login in clear text", "^delivered$",
          dict(authenticator=authenticator, auth_required=True, auth_require_tls=False), 1, tls="none", **login)
    trial("smtps and login", "^delivered$",
          {**smtps, **{**auth, "auth_require_tls": False}}, 1, scheme="smtps", tls="required", ca=pem, **login)
    trial("smtps, certificate of somebody else", "certificate", smtps, 0, scheme="smtps", tls="required", ca=other)


def main():
    program = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        contents(program)
        chance(program, 500)
        threads(program)
        encryption(program, folder)
    print("mail-interop-test:", "all is well" if not failures else f"{len(failures)} failures")
    sys.exit(1 if failures else 0)


main()
