# site: the pages of a running service, asked by friends and by others
# SPDX-License-Identifier: EUPL-1.2
"""usage: site.py DIJKWACHT

`serve` with web-listen on loopback, one mail in the outbox, and this program as
the proxy in front of it.
"""
import array
import concurrent.futures
import email
import email.policy
import fcntl
import http.client
import os
import re
import select
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import termios
import time
import urllib.parse

PATIENCE = 60
NAME = 'Meldpunt <script>alert("x")</script> & Zoon'
TO = "info@bakker.example"
LIST = f"""name,email,language,rhythm,assets
Bakkerij,{TO},nl,at-once,203.0.113.7
"""
URL = "https://meld.voorbeeld.example"
GUESTS = 256        # src/web/http.h
REQUEST_S = 5       # the same
PER_MINUTE = 300    # the same
BODY = 4096         # src/web/visit.h
TRIES = 30          # src/notify/check.h
CODE_TRIES = 10     # src/run/visiting.h
SECURITY = "veilig+meld@voorbeeld.example"
NOBODY = "/stop/0123456789abcdef-0123456789abcdef"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Connection": "close",
}


class Tap:
    def __init__(self):
        self.n = self.bad = 0
        print("TAP version 13")

    def ok(self, fine, what, said=""):
        self.n += 1
        self.bad += not fine
        print(f"{'ok' if fine else 'not ok'} {self.n} - {what}", flush=True)
        for line in str(said).splitlines() if not fine else ():
            print(f"#   {line}")


class Service:
    def __init__(self, program, at):
        self.program, self.folder = program, f"{at}/service"
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        self.run("init", "--name", NAME, "--sender-mail",
                 "meldpunt@voorbeeld.example", "--ground", "law")
        with open(f"{self.folder}/dijkwacht.conf", "a", encoding="ascii") as f:
            f.write(f"web-listen = 127.0.0.1:{self.port}\nweb-url = {URL}/\n"
                    f"security-contact = {SECURITY}\n")
        self.serve = None

    def fill(self, at):
        """One company, told of one thing."""
        day = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 86400))
        report = f"{at}/{day}-scan_rdp-demo.csv"
        with open(report, "w", encoding="ascii") as f:
            f.write("timestamp,severity,ip,protocol,port\n"
                    f"{day} 05:06:58,high,203.0.113.7,tcp,3389\n")
        self.run("organisation", "import", "-", input=LIST)
        self.run("import", report)
        self.run("notices", "prepare")
        self.run("notices", "send")

    def run(self, *words, code=0, **how):
        r = subprocess.run(
            (self.program, *words), stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, timeout=PATIENCE, check=False,
            env=os.environ | {"DIJKWACHT_FOLDER": self.folder}, **how)
        if r.returncode != code:
            raise RuntimeError(f"{' '.join(words)}: {r.returncode}\n{r.stdout}")
        return r.stdout

    def mail(self):
        name, = os.listdir(f"{self.folder}/outbox")
        with open(f"{self.folder}/outbox/{name}", "rb") as f:
            return email.message_from_binary_file(
                f, policy=email.policy.default)

    def begin(self):
        self.serve = subprocess.Popen(
            (self.program, "serve"), stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, env=os.environ |
            {"DIJKWACHT_FOLDER": self.folder})
        return self.says("the site takes visitors on ")

    def says(self, text):
        """Waits until serve's log says so."""
        seen, end = "", time.monotonic() + PATIENCE
        while text not in seen and time.monotonic() < end:
            if select.select([self.serve.stderr], [], [], 1)[0]:
                part = os.read(self.serve.stderr.fileno(), 4096)
                seen += part.decode()
                if not part:
                    break
        return text in seen

    def end(self):
        self.serve.send_signal(signal.SIGTERM)
        return self.serve.wait(PATIENCE)

    def count(self, query):
        with sqlite3.connect(
                f"file:{self.folder}/store.db?mode=ro", uri=True) as db:
            return db.execute(query).fetchone()[0]

    def ask(self, method, path, body=None, guest="192.0.2.1", **headers):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        if body is not None and "Content_Type" not in headers:
            headers["Content_Type"] = "application/x-www-form-urlencoded"
        c.request(method, path, body, {"X-Forwarded-For": guest} | {
            k.replace("_", "-"): v for k, v in headers.items()})
        r = c.getresponse()
        r.text = r.read().decode()
        c.close()
        return r

    def raw(self, request):
        """What is answered to these bytes, until the connection ends."""
        with socket.create_connection(("127.0.0.1", self.port)) as s:
            s.settimeout(PATIENCE)
            answer = b""
            try:
                s.sendall(request)
                while part := s.recv(65536):
                    answer += part
            except ConnectionError:
                pass
            return answer

    def check(self, code, address, guest="192.0.2.1"):
        return self.ask("POST", "/check?lang=en", urllib.parse.urlencode(
            {"code": code, "address": address}), guest)


LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def code_of(n):
    """The nth code, with its check character (src/value/code.h)."""
    value = [n >> 5 * i & 31 for i in range(10, -1, -1)]
    doubled = [v * (2 if i % 2 == 0 else 1)
               for i, v in enumerate(reversed(value))]
    value.append(-sum(d // 32 + d % 32 for d in doubled) % 32)
    return "".join(LETTERS[v] for v in value)


def methods(tap, s):
    rows = {
        "/": (200, 405, 405), "/check": (200, 422, 405),
        "/style.css": (200, 405, 405), "/robots.txt": (200, 405, 405),
        "/.well-known/security.txt": (200, 405, 405),
        NOBODY: (404, 400, 405), "/stop/": (404, 400, 405),
        "/nowhere": (404, 404, 404), "/stop": (404, 404, 404),
    }
    for path, want in rows.items():
        got, bare = [], []
        for method in ("GET", "POST", "DELETE", "HEAD"):
            r = s.ask(method, path, "" if method == "POST" else None)
            got.append(r.status)
            bare += [f"{method} {k}" for k, v in HEADERS.items()
                     if r.headers[k] != v]
            if method == "HEAD" and r.text:
                bare.append("HEAD has a body")
            if r.status == 405 and "GET, HEAD" not in r.headers["Allow"]:
                bare.append("405 without Allow")
            if path != "/style.css" and \
                    r.headers["Cache-Control"] != "no-store":
                bare.append(f"{method}: {r.headers['Cache-Control']}")
            if "cookie" in str(r.headers).lower():
                bare.append("a cookie")
        tap.ok(got == [*want, want[0]], f"{path}: every method", got)
        tap.ok(not bare, f"{path}: headers of every answer", bare)
    tap.ok("GET, HEAD, POST" == s.ask("PUT", "/check").headers["Allow"],
           "405 says which methods there are")


def texts(tap, s):
    page = s.ask("GET", "/").text
    tap.ok("<script" not in page and
           "Meldpunt &lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; "
           "Zoon waarschuwt" in page, "the name of the service is text", page)
    tap.ok("Wij schrijven u omdat de wet ons die taak geeft." in page and
           "meldpunt@voorbeeld.example" in page, "who we are, and why", page)
    for header, query, want in (
            ("en-GB,en;q=0.9", "", "en"), ("nl", "?lang=en", "en"),
            ("en", "?lang=nl", "nl"), ("de", "", "nl"), ("en", "?lang=xx", "en"),
            ("en", "?lang=%", "en")):
        page = s.ask("GET", "/" + query, Accept_Language=header).text
        other = {"en": "nl", "nl": "en"}[want]
        tap.ok(f'<html lang="{want}">' in page and
               f'href="/?lang={other}" hreflang="{other}"' in page,
               f"{header} {query}: {want}, and a link to the other", page)


def security(tap, s):
    """RFC 9116, field by field."""
    r = s.ask("GET", "/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in r.text.splitlines())
    ends = time.mktime(time.strptime(
        fields.get("Expires", ""), "%Y-%m-%dT%H:%M:%SZ")) - time.time()
    tap.ok(r.headers["Content-Type"] == "text/plain; charset=utf-8" and
           fields["Contact"] == f"mailto:{SECURITY}" and
           fields["Canonical"] == f"{URL}/.well-known/security.txt" and
           fields["Preferred-Languages"] == "nl, en" and
           80 * 86400 < ends < 100 * 86400, "security.txt", r.text)


def codes(tap, s):
    text = s.mail().get_content()
    code = re.search(r"Controlecode: (\S+)", text)[1]
    r = s.check(code, TO)
    today = time.strftime("%Y</dd>")
    tap.ok(r.status == 200 and "Yes, this message is from us" in r.text and
           today in r.text, "a code of ours, with its address", r.text)
    tap.ok("Bakkerij" not in r.text and TO not in r.text,
           "and not whose it is", r.text)
    r = s.check(f" {code.lower().replace('-', '  ')} ",
                f" {TO.replace('bakker', 'Bakker')} ")
    tap.ok("Yes, this message is from us" in r.text, "as people type it",
           r.text)
    no = s.check(code, "someone@else.example")
    tap.ok(no.status == 200 and "No, we do not know this message" in no.text,
           "with another address: no", no.text)
    tap.ok(s.check(code_of(1), TO).text == no.text,
           "a code of nobody gets the same answer")
    r = s.check(code[:-1] + ("2" if code[-1] != "2" else "3"), TO)
    tap.ok(r.status == 422 and 'id="code-wrong"' in r.text and
           'id="address-wrong"' not in r.text,
           "a mistyped code is said at its field", r.text)
    r = s.check(code, '"><b>')
    tap.ok(r.status == 422 and 'value="&quot;&gt;&lt;b&gt;"' in r.text,
           "an address that is none too, and stays text", r.text)
    return code


def tries(tap, s, code):
    guest = "198.51.100.9"
    said = [s.check(code_of(100 + i), TO, guest).status
            for i in range(TRIES + 1)]
    tap.ok(said == [200] * TRIES + [429], "thirty wrong ones, and no more", said)
    r = s.check(code, TO, guest)
    tap.ok(r.status == 429 and "tried" not in r.text and "in an hour" in r.text,
           "not even a right one", r.text)
    tap.ok(s.check(code, TO, "198.51.100.10").status == 200,
           "another guest may")
    tap.ok(s.check(code, TO, f"198.51.100.10, {guest}").status == 429,
           "what a guest says of himself is not believed")
    tap.ok([s.check(code_of(9), TO, f"2001:db8:1:{i}::1").status
            for i in range(CODE_TRIES + 1)] == [200] * CODE_TRIES + [429],
           "nor may many guests try one code")
    tap.ok(s.count("SELECT count(*) FROM code_try") == 0,
           "nothing of it is kept")


HOSTILE = {
    "oversized_header": (
        b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 20000 + b"\r\n\r\n",
        b"HTTP/1.1 4"),
    "many_headers": (
        b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 5000 + b"\r\n",
        b"HTTP/1.1 4"),
    "long_path": (
        b"GET /" + b"x" * 30000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
        b"HTTP/1.1 4"),
    "body_too_large": (
        b"POST /check HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n"
        % (BODY + 1), b"HTTP/1.1 413 "),
    "body_of_petabytes": (
        b"POST /check HTTP/1.1\r\nHost: a\r\n"
        b"Content-Length: 9999999999999999\r\n\r\n", b"HTTP/1.1 413 "),
    "length_negative": (
        b"POST /check HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 4"),
    "length_twice": (
        b"POST /check HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n"
        b"Content-Length: 40\r\n\r\ncode", b"HTTP/1.1 4"),
    "chunked_bomb": (
        b"POST /check HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
        b"\r\n" + b"ffff\r\n" + b"x" * 0xffff + b"\r\n", b"HTTP/1.1 411 "),
    "smuggled_length_and_chunks": (
        b"POST /check HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /stop/x HTTP/1.1\r\n"
        b"Host: a\r\n\r\n", b"HTTP/1.1 4"),
    "smuggled_chunks_disguised": (
        b"POST /check HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n"
        b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\nG", b"HTTP/1.1 4"),
    "second_request_behind": (
        b"GET /robots.txt HTTP/1.1\r\nHost: a\r\n\r\n"
        b"GET /style.css HTTP/1.1\r\nHost: a\r\n\r\n", b"HTTP/1.1 200 "),
    "no_host": (b"GET / HTTP/1.1\r\n\r\n", b"HTTP/1.1 400 "),
    "no_http": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
                b"HTTP/1.1 4"),
    "bad_percent_in_path": (
        b"GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", b"HTTP/1.1 404 "),
    "bad_percent_in_form": (
        b"POST /check HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\ncode=%",
        b"HTTP/1.1 400 "),
    "nul_in_path": (
        b"GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n", b"HTTP/1.1 "),
    "nul_in_form": (
        b"POST /check HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\n"
        b"code=%00", b"HTTP/1.1 400 "),
    "not_utf8_in_form": (
        b"POST /check HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\n"
        b"code=%ff", b"HTTP/1.1 400 "),
    "path_traversal": (
        b"GET /../../../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n",
        b"HTTP/1.1 404 "),
    "path_traversal_encoded": (
        b"GET /stop/%2e%2e%2f%2e%2e%2fetc%2fpasswd HTTP/1.1\r\nHost: a\r\n\r\n",
        b"HTTP/1.1 404 "),
    "whole_address": (
        b"GET http://evil.example/ HTTP/1.1\r\nHost: a\r\n\r\n",
        b"HTTP/1.1 404 "),
    "header_injection": (
        b"GET /?lang=%0d%0aSet-Cookie:x HTTP/1.1\r\nHost: a\r\n\r\n",
        b"HTTP/1.1 200 "),
    "connect": (
        b"CONNECT evil.example:443 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"HTTP/1.1 404 "),
    "trace": (b"TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", b"HTTP/1.1 405 "),
    "many_fields": (
        b"POST /check HTTP/1.1\r\nHost: a\r\nContent-Length: 200\r\n\r\n" +
        b"a=1&" * 50, b"HTTP/1.1 400 "),
    "continue_expected": (
        b"POST /check HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
        b"Content-Length: 99999\r\n\r\n", b"HTTP/1.1 413 "),
}


def drained(f):
    """Waits until nothing of what was written to a pipe is still in it."""
    end = time.monotonic() + PATIENCE
    left = array.array("i", [1])
    while left[0] > 0 and time.monotonic() < end:
        fcntl.ioctl(f.fileno(), termios.FIONREAD, left)
        time.sleep(0.01)
    return left[0] == 0


def busy(tap, s, at):
    """While an import waits for the rest of its rows."""
    day = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 86400))
    report = f"{at}/{day}-scan_smb-demo.csv"
    os.mkfifo(report)
    work = subprocess.Popen(
        (s.program, "import", report), stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=os.environ | {"DIJKWACHT_FOLDER": s.folder})
    with open(report, "w", encoding="ascii") as f:
        f.write("timestamp,severity,ip,protocol,port\n")
        for i in range(1000):
            f.write(f"{day} 05:06:58,high,203.0.113.7,tcp,{1024 + i}\n")
        f.flush()
        tap.ok(drained(f), "the reader has all that there is")
        r = s.check(code_of(7), TO, "192.0.2.77")
        tap.ok(r.status == 200, "a code is checked while it is", r.status)
        r = s.ask("GET", NOBODY, guest="192.0.2.77")
        tap.ok(r.status == 404, "and a link is looked at", r.status)
        tap.ok(work.poll() is None, "and the import goes on")
    said, _ = work.communicate(timeout=PATIENCE)
    tap.ok(work.returncode == 0 and b"rows: 1000 " in said, "to its end", said)


def hostile(tap, s):
    for name, (request, want) in HOSTILE.items():
        got = s.raw(request)
        fine = got.startswith(want) or got == b""
        # what libmicrohttpd 0.9.75 refuses by itself it says twice
        fine = fine and (got.count(b"HTTP/1.1 ") <= 1 or
                         got.startswith(b"HTTP/1.1 400 Bad Request\r\nDate"))
        tap.ok(fine and b"Set-Cookie" not in got and b"root:" not in got, name,
               got[:300])
    tap.ok(s.ask("GET", "/robots.txt").status == 200, "and it goes on")


def floods(tap, s):
    guest = "203.0.113.77"
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        got = list(pool.map(lambda _: s.ask(
            "GET", "/robots.txt", guest=guest).status, range(PER_MINUTE + 60)))
    # a minute may have begun in between
    tap.ok(got.count(429) >= 30 and set(got) <= {200, 429},
           "one guest has so many requests a minute",
           {k: got.count(k) for k in set(got)})
    tap.ok(s.ask("GET", "/").status == 200, "others have theirs")


def slow(tap, s):
    """Slow ones take every place there is, and lose it."""
    them = []
    for i in range(GUESTS):
        c = socket.create_connection(("127.0.0.1", s.port))
        c.sendall((b"GET / HTTP/1.1\r\nHost: a\r\n",
                   b"POST /check HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n"
                   b"\r\nc", b"")[i % 3])
        them.append(c)
    began = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        friend = pool.submit(s.ask, "GET", "/robots.txt")
        while not friend.done() and time.monotonic() < began + PATIENCE:
            for c in them[::8]:
                try:
                    c.sendall(b"x")
                except OSError:
                    pass
            time.sleep(0.2)
        status, took = friend.result().status, time.monotonic() - began
    tap.ok(status == 200 and took < 3 * REQUEST_S,
           "a request among slow ones is answered", f"{status} {took:.1f} s")
    left = 0
    for c in them:
        c.settimeout(PATIENCE)
        try:
            while c.recv(65536):
                pass
        except TimeoutError:
            left += 1
        except OSError:
            pass
        c.close()
    tap.ok(left == 0, "and the slow ones are gone", left)


def link(tap, s):
    mail = s.mail()
    found = re.fullmatch(r"<(https://\S+)>,\s+<(mailto:\S+)>",
                         mail["List-Unsubscribe"])
    tap.ok(found and found[1].startswith(URL + "/stop/") and
           mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click",
           "a mail says where to stop it", mail["List-Unsubscribe"])
    for signature in mail.get_all("DKIM-Signature"):
        signed = re.search(r"h=([^;]+);", signature)[1].lower()
        signed = re.sub(r"\s", "", signed).split(":")
        tap.ok("list-unsubscribe" in signed and
               "list-unsubscribe-post" in signed, "and both are signed", signed)
    tap.ok("http" not in mail.get_content(), "its text has no link in it")
    return found[1][len(URL):]


STOPS = ("SELECT (SELECT count(*) FROM contact_stop) + "
         "(SELECT count(*) FROM returned) + "
         "(SELECT count(*) FROM audit WHERE did = 'stop by link')")


def stop(tap, s, path):
    page = s.ask("GET", path + "?lang=en").text
    tap.ok("Stop these mails?" in page and "i…o@bakker.example" in page and
           TO not in page and "Bakkerij" not in page,
           "its page says what it would stop, for a masked address", page)
    for method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "GET", "GET"):
        s.ask(method, path)
        s.ask(method, path + "?List-Unsubscribe=One-Click&stop=yes")
    s.ask("GET", path, "List-Unsubscribe=One-Click")
    tap.ok(s.ask("POST", path, "").status == 400 and
           s.ask("POST", path, "%").status == 400, "a bare POST is refused")
    tap.ok(s.count(STOPS) == 0, "nothing was stopped by any of it",
           s.count(STOPS))
    changed = path[:-1] + ("0" if path[-1] != "0" else "1")
    lost = s.ask("POST", changed, "List-Unsubscribe=One-Click")
    page = s.ask("GET", NOBODY).text
    tap.ok(lost.status == 404 and lost.text == page and s.count(STOPS) == 0,
           "a link that was changed is of nobody, as any other", lost.text)
    for i in range(2):
        r = s.ask("POST", path, "List-Unsubscribe=One-Click")
        tap.ok(r.status == 200 and r.text == "Gestopt\n" and
               r.headers["Content-Type"].startswith("text/plain") and
               s.count(STOPS) == 3, f"one click stops it ({i + 1})",
               f"{r.status} {r.text} {s.count(STOPS)}")
    r = s.ask("POST", path, "stop=yes", Accept_Language="en")
    tap.ok(r.status == 200 and "<h1>Stopped</h1>" in r.text and
           s.count(STOPS) == 3, "the button says so too", r.text)
    said = s.run("mail", "returned", "--format", "csv")
    tap.ok(len(re.findall(r"unsubscribe", said)) == 1 and
           "open-rdp" in said, "`mail returned` lists it once", said)


def site_of(s):
    """The process that shows pages: it has an epoll, its brother has not."""
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/stat", encoding="ascii") as f:
                parent = int(f.read().rsplit(")", 1)[1].split()[1])
            files = [os.readlink(f"/proc/{pid}/fd/{n}")
                     for n in os.listdir(f"/proc/{pid}/fd")]
        except OSError:
            continue
        if parent == s.serve.pid and "anon_inode:[eventpoll]" in files:
            return int(pid), files
    raise RuntimeError("the site is not there")


def children(s):
    with open(f"/proc/{s.serve.pid}/task/{s.serve.pid}/children",
              encoding="ascii") as f:
        return [int(n) for n in f.read().split()]


def jail(tap, s):
    pid, files = site_of(s)
    with open(f"/proc/{pid}/status", encoding="ascii") as f:
        status = dict(line.split(":\t", 1) for line in f if ":\t" in line)
    tap.ok(status["NoNewPrivs"].strip() == "1", "it has no new privileges")
    if status["Seccomp"].strip() != "2":
        print("# a build with sanitizers: system calls not tested")
    else:
        tap.ok(True, "its system calls are filtered")
    kinds = {re.sub(r"\[?\d.*", "", f) for f in files}
    tap.ok(kinds <= {"socket:", "anon_inode:[eventpoll]", "/dev/null",
                     "anon_inode:[eventfd]", "anon_inode:"} or
           status["Seccomp"].strip() != "2",
           "it has sockets and no file", files)
    said = s.run("metrics")
    tap.ok("dijkwacht_site_up 1\n" in said, "metrics see it", said)
    said = subprocess.run(
        (s.program, "doctor", "--folder", s.folder), stdout=subprocess.PIPE,
        text=True, timeout=PATIENCE, check=False).stdout
    tap.ok(re.search(r"^ok +site +answers on 127", said, re.M) is not None,
           "doctor too", said)
    tap.ok("site: shows pages to whoever comes, and asks the keeper." in said,
           "and tells its rights")


def killed(tap, s):
    """Who comes while there is no keeper is answered by the next."""
    site = site_of(s)[0]
    keeper, = [pid for pid in children(s) if pid != site and
               os.path.exists(f"/proc/{pid}/exe") and any(
                   "store.db" in os.readlink(f"/proc/{pid}/fd/{n}")
                   for n in os.listdir(f"/proc/{pid}/fd"))]
    os.kill(keeper, signal.SIGKILL)
    tap.ok(s.says("the site takes visitors on "), "a keeper that was killed "
           "begins again, and its site")
    r = s.check(code_of(3), TO, "192.0.2.9")
    tap.ok(r.status == 200, "and answers", r.text)


def elsewhere(tap, program, at):
    """What cannot be listened on is said, and the service goes on."""
    s = Service(program, f"{at}/other")
    with open(f"{s.folder}/dijkwacht.conf", encoding="ascii") as f:
        text = f.read()
    with open(f"{s.folder}/dijkwacht.conf", "w", encoding="ascii") as f:
        f.write(text.replace("127.0.0.1:", "192.0.2.1:"))
    s.serve = subprocess.Popen(
        (program, "serve"), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        env=os.environ | {"DIJKWACHT_FOLDER": s.folder})
    tap.ok(s.says("is no address of this machine to itself; put "
                  "127.0.0.1:8080, and a proxy with TLS before it"),
           "an address that others could reach is refused, and said")
    tap.ok("Evidence" in s.run("status"), "the service goes on")
    tap.ok(s.end() == 0, "and ends in order")


def main():
    tap = Tap()
    program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="dijkwacht-site-") as at:
        os.mkdir(f"{at}/one")
        os.mkdir(f"{at}/other")
        s = Service(program, f"{at}/one")
        s.fill(at)
        tap.ok(s.begin(), "serve begins, and its site")
        try:
            code = codes(tap, s)
            stop(tap, s, link(tap, s))
            tries(tap, s, code)
            busy(tap, s, at)
            for part in (methods, texts, security, hostile, floods, jail, slow, killed):
                began = time.monotonic()
                part(tap, s)
                print(f"# {part.__name__}: {time.monotonic() - began:.1f} s")
        finally:
            tap.ok(s.end() == 0, "serve ends in order")
        elsewhere(tap, program, at)
    print(f"1..{tap.n}")
    return tap.bad > 0


sys.exit(main())
