# fetch: sites of all sorts on loopback, asked for their security.txt
# SPDX-License-Identifier: EUPL-1.2
"""usage: fetch.py DIJKWACHT

One HTTPS server with a certificate of a made-up authority plays every site;
the setting fetch-instead says that all of them are there, so that no name is
looked up.
"""
import datetime
import gzip
import http.server
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
import threading
import time

PATIENCE = 120
PATH = "/.well-known/security.txt"
SECONDS = 2
STOP = threading.Event()


def moment(days):
    now = datetime.datetime.now(datetime.timezone.utc)
    return (now + datetime.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def text(mail, *lines, days=90):
    return "".join(f"{line}\n" for line in (
        f"Contact: mailto:{mail}", f"Expires: {moment(days)}", *lines))


def canonical(host):
    return f"Canonical: https://{host}{PATH}"


def plain(h, body, kind="text/plain; charset=utf-8", **headers):
    body = body if isinstance(body, bytes) else body.encode()
    h.send_response(200)
    h.send_header("Content-Type", kind)
    h.send_header("Content-Length", str(len(body)))
    for name, value in headers.items():
        h.send_header(name.replace("_", "-"), value)
    h.end_headers()
    h.wfile.write(body)


def away(h, to):
    h.send_response(302)
    h.send_header("Location", to)
    h.send_header("Content-Length", "0")
    h.end_headers()


def drip(h, body):
    h.send_response(200)
    h.send_header("Content-Type", "text/plain")
    h.end_headers()
    for c in body.encode():
        h.wfile.write(bytes([c]))
        h.wfile.flush()
        if STOP.wait(0.1):
            return


def headers_without_end(h):
    h.send_response(200)
    while not STOP.is_set():
        h.wfile.write(b"X-More: " + b"x" * 1000 + b"\r\n")


def at(host):
    return f"https://{host}{PATH}"


# What each site does, and what is said of it. Sites without a row answer 404.
BOMB = gzip.compress(b"Contact: mailto:a@bomb.example\n" * 100000)
SITES = {
    "fine.example": (
        lambda h: plain(h, text("info@fine.example")),
        "used; info@fine.example"),
    "www.only.example": (
        lambda h: plain(h, text("info@only.example")), None),
    "only.example": (None, "used; info@only.example"),
    "moved.example": (
        lambda h: away(h, "https://www.moved.example/s.txt"),
        "used; info@moved.example"),
    "www.moved.example": (
        lambda h: plain(h, text("info@moved.example")), None),
    "named.example": (
        lambda h: plain(h, text("lek@helpers.example",
                                canonical("named.example"))),
        "used; lek@helpers.example"),
    "hosted.example": (
        lambda h: plain(h, text("abuse@helpers.example")),
        "cannot be used; its mail addresses are at another's domain"),
    "parked.example": (
        lambda h: away(h, at("fine.example")),
        "cannot be used; it was found at another's domain"),
    "agreed.example": (
        lambda h: away(h, at("shared.example")),
        "used; lek@shared.example"),
    "shared.example": (
        lambda h: plain(h, text("lek@shared.example",
                                canonical("shared.example"),
                                canonical("agreed.example"))), None),
    "others.example": (
        lambda h: plain(h, text("info@others.example",
                                canonical("fine.example"))),
        "cannot be used; its Canonical names other addresses"),
    "expired.example": (
        lambda h: plain(h, text("info@expired.example", days=-1)),
        "cannot be used; line 2: Expires is past"),
    "page.example": (
        lambda h: plain(h, "<title>Welcome</title>", "text/html"),
        'cannot be used; it comes as "text/html", not as text/plain'),
    "none.example": (None, "nothing there; the site answers 404"),
    "busy.example": (
        lambda h: h.send_error(503), "not reached; the site answers 503"),
    "private.example": (
        lambda h: away(h, "https://10.0.0.1" + PATH),
        "not reached; its name leads to an address that is not for everyone: "
        "private address space (RFC 1918)"),
    "metadata.example": (
        lambda h: away(h, "https://169.254.169.254" + PATH),
        "not for everyone: link-local (RFC 3927)"),
    "mapped.example": (
        lambda h: away(h, f"https://[::ffff:127.0.0.1]:{h.server.server_port}"),
        "not for everyone: "),
    "odd.example": (
        lambda h: away(h, f"https://0x7f000001:{h.server.server_port}/"),
        "not for everyone: loopback (RFC 1122)"),
    "localhost.example": (
        lambda h: away(h, f"https://localhost:{h.server.server_port}{PATH}"),
        "not for everyone: loopback"),
    "resolved.example": (
        lambda h: away(h, f"https://ip6-localhost:{h.server.server_port}/"),
        ("not for everyone: loopback", "Could not resolve host")),
    "loop.example": (
        lambda h: away(h, PATH),
        "not reached; it redirects more than 3 times"),
    "downgrade.example": (
        lambda h: away(h, f"http://fine.example{PATH}"),
        "it redirects to an address without https"),
    "file.example": (
        lambda h: away(h, "file:///etc/passwd"),
        "it redirects to an address without https"),
    "login.example": (
        lambda h: away(h, f"https://a:b@fine.example{PATH}"),
        "a name in it to log in with"),
    "far.example": (
        lambda h: away(h, "https://fine.example/" + "x" * 2000),
        "an address of more than 1024 bytes"),
    "large.example": (
        lambda h: plain(h, text("info@large.example") + "#" * 40000),
        "not reached; it is longer than 32 KiB"),
    "bomb.example": (
        lambda h: plain(h, BOMB, Content_Encoding="gzip"),
        "not reached; it came compressed, which was not asked for"),
    "packed.example": (
        lambda h: plain(h, gzip.compress(b"\0" * 30000000)),
        "cannot be used; it is longer than 32 KiB"),
    "drip.example": (
        lambda h: drip(h, text("info@drip.example")),
        "not reached; it took too long"),
    "flood.example": (headers_without_end, "not reached; "),
    "wrong.example": (
        lambda h: plain(h, text("info@wrong.example")),
        "not reached; SSL: no alternative certificate subject name matches"),
}

# The same of a proof; TOKENS is filled once they were asked for.
PROOF = "/.well-known/dijkwacht.txt"
TOKENS = {}
OTHER = "dijkwacht-0123456789abcdefghjkmnpq"
PROOFS = {
    "fine.example": (
        lambda h: plain(h, f"# ours\r\n{OTHER}\r\n{TOKENS['fine.example']}"),
        f"proven; its token is at https://fine.example{PROOF}"),
    "moved.example": (
        lambda h: away(h, "https://www.moved.example" + PROOF),
        f"proven; its token is at https://www.moved.example{PROOF}"),
    "www.moved.example": (
        lambda h: plain(h, TOKENS["moved.example"]), None),
    "parked.example": (
        lambda h: away(h, "https://shared.example" + PROOF),
        "it redirects to shared.example, which is another's domain"),
    "agreed.example": (
        lambda h: plain(h, TOKENS["agreed.example"])
        if h.path.endswith("there")
        else away(h, "https://shared.example" + PROOF + "?back"),
        "it redirects to shared.example, which is another's domain"),
    "shared.example": (
        lambda h: away(h, "https://agreed.example" + PROOF + "?there")
        if h.path.endswith("back") else plain(h, "\n".join(
            TOKENS[n] for n in ("parked.example", "agreed.example"))), None),
    "only.example": (None, "not there, the claim is entered; the site "
                           "answers 404"),
    "hosted.example": (
        lambda h: plain(h, OTHER + "\n"),
        "it is there, with 1 token, and theirs is not among them"),
    "page.example": (
        lambda h: plain(h, TOKENS["page.example"], "text/html"),
        'it comes as "text/html", not as text/plain'),
    "large.example": (
        lambda h: plain(h, TOKENS["large.example"] + "\n" + "#" * 40000),
        "it is longer than 32 KiB"),
    "downgrade.example": (
        lambda h: away(h, "http://downgrade.example" + PROOF),
        "it redirects to an address without https"),
    "wrong.example": (
        lambda h: plain(h, TOKENS["wrong.example"]),
        "SSL: no alternative certificate subject name matches"),
}
COMPANIES = sorted(n for n, (_, says) in SITES.items() if says)
UNTRUSTED = {"wrong.example"}


class Site(http.server.BaseHTTPRequestHandler):
    asked = []

    def do_GET(self):
        host = self.headers["Host"].split(":")[0]
        Site.asked.append((host, self.path, dict(self.headers)))
        proof = self.path.startswith(PROOF)
        do = (PROOFS if proof else SITES).get(host, (None, None))[0]
        try:
            if do is None:
                self.send_error(404)
            else:
                do(self)
        except OSError:
            pass
        self.close_connection = True

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        pass


def run(*words, **how):
    r = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                       text=True, timeout=PATIENCE, check=False, **how)
    if r.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: {r.returncode}\n{r.stdout}")
    return r.stdout


def certificates(folder, names):
    """A made-up authority, and a certificate of it for these names."""
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
        "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30", "-subj",
        "/CN=made-up authority", "-keyout", f"{folder}/ca.key", "-out",
        f"{folder}/ca.pem")
    run("openssl", "req", "-newkey", "ec", "-pkeyopt",
        "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=site",
        "-keyout", f"{folder}/site.key", "-out", f"{folder}/site.csr")
    with open(f"{folder}/site.ext", "w", encoding="ascii") as f:
        f.write("subjectAltName=" + ",".join(f"DNS:{n}" for n in names))
    run("openssl", "x509", "-req", "-in", f"{folder}/site.csr", "-CA",
        f"{folder}/ca.pem", "-CAkey", f"{folder}/ca.key", "-CAcreateserial",
        "-days", "30", "-extfile", f"{folder}/site.ext", "-out",
        f"{folder}/site.pem")


def serve(folder):
    server = Server(("127.0.0.1", 0), Site)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{folder}/site.pem", f"{folder}/site.key")
    # each handshake in the thread of its own connection
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def service(program, folder, port, names):
    run(program, "init", "--folder", f"{folder}/service", "--name", "Meldpunt",
        "--sender-name", "Meldpunt", "--sender-mail",
        "meldpunt@voorbeeld.example", "--ground", "contract")
    with open(f"{folder}/list.csv", "w", encoding="ascii") as f:
        f.write("name,assets\n" + "".join(f"{c},{c}\n" for c in COMPANIES))
    with open(f"{folder}/service/dijkwacht.conf", "a", encoding="ascii") as f:
        f.write(f"fetch-ca = {folder}/ca.pem\nfetch-seconds = {SECONDS}\n")
        f.write("fetch-instead = " +
                " ".join(f"{n}=127.0.0.1:{port}" for n in names) + "\n")
    run(program, "organisation", "import", "--folder", f"{folder}/service",
        f"{folder}/list.csv")


class Tap:
    def __init__(self):
        self.n = self.bad = 0

    def ok(self, fine, what, said=""):
        self.n += 1
        self.bad += not fine
        print(f"{'ok' if fine else 'not ok'} {self.n} - {what}")
        if not fine:
            for line in said.splitlines():
                print(f"#   {line}")


def sites_check(tap, said):
    line_of = dict(line.split(": ", 1) for line in said.splitlines()
                   if ": " in line)
    for name in COMPANIES:
        want = SITES[name][1]
        wants = want if isinstance(want, tuple) else (want,)
        line = line_of.get(name, "(nothing)")
        tap.ok(any(w in line for w in wants), f"{name}: {wants[0]}", line)


def requests_check(tap):
    asked = [(host, path) for host, path, _ in Site.asked]
    loops = [a for a in asked if a[0] == "loop.example"]
    tap.ok(len(loops) == 4, "a loop is followed three times", str(loops))
    rest = [a for a in asked if a[0] not in ("loop.example", "fine.example")]
    tap.ok(len(rest) == len(set(rest)), "no page is asked for twice",
           str(sorted(rest)))
    tap.ok(not any(a[0] in UNTRUSTED for a in asked),
           "nothing is asked of a site with another's certificate")
    tap.ok(("www.moved.example", PATH) not in asked,
           "a redirect to www. is not followed by asking www. once more")
    agents = {h.get("User-Agent", "") for _, _, h in Site.asked}
    tap.ok(len(agents) == 1 and all(
        a.startswith("Dijkwacht/") and
        a.endswith("(Meldpunt; meldpunt@voorbeeld.example)") for a in agents),
        "who asks and whom to tell is in every request", str(agents))
    sent = {name for _, _, h in Site.asked for name in h}
    tap.ok(sent == {"Host", "User-Agent", "Accept"},
           "and nothing else: no encoding, cookie or login", str(sent))


def after_check(tap, program, folder):
    show = run(program, "organisation", "show", "--folder",
               f"{folder}/service", "fine.example")
    tap.ok("info@fine.example" in show and "found at " + at("fine.example")
           in show, "organisation show tells source and place", show)
    show = run(program, "organisation", "show", "--folder",
               f"{folder}/service", "moved.example")
    tap.ok(f"found at {at('moved.example')}, which redirects to "
           "https://www.moved.example/s.txt" in show,
           "and who redirected where", show)
    n = len(Site.asked)
    said = run(program, "contacts", "fetch", "--folder", f"{folder}/service")
    tap.ok("nobody to ask now" in said and len(Site.asked) == n,
           "nobody is asked twice on one day", said)


def proofs_check(tap, program, folder):
    where = ("--folder", f"{folder}/service")
    wanted = [(n, says) for n, (_, says) in PROOFS.items() if says]
    for name, _ in wanted:
        said = run(program, "asset", "prove", name, "--ask", *where)
        TOKENS[name] = next(
            line.strip() for line in said.splitlines()
            if line.strip().startswith("dijkwacht-"))
    tap.ok(len(set(TOKENS.values())) == len(wanted),
           "each company has a token of its own", str(TOKENS))
    for name, says in wanted:
        r = subprocess.run((program, "asset", "prove", name, *where),
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                           text=True, timeout=PATIENCE, check=False)
        fine = says.startswith("proven")
        tap.ok(says in r.stdout and r.returncode == (not fine),
               f"proof of {name}: {says}", r.stdout)
    said = run(program, "asset", "list", "--format", "csv", *where)
    proven = {line.split(",")[3] for line in said.splitlines()
              if ",proven,file," in line}
    tap.ok(proven == {"fine.example", "moved.example"},
           "those two are proven and no other", said)


def main():
    program = os.path.abspath(sys.argv[1])
    if not shutil.which("openssl"):
        print("1..0 # SKIP openssl is not installed")
        return 0
    hosts = sorted(set(SITES) | {f"www.{c}" for c in COMPANIES})
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        certificates(folder, [n for n in hosts if n not in UNTRUSTED])
        server = serve(folder)
        service(program, folder, server.server_port, hosts)
        began = time.monotonic()
        said = run(program, "contacts", "fetch", "--folder",
                   f"{folder}/service")
        print(f"# {len(COMPANIES)} sites in {time.monotonic() - began:.1f} s")
        sites_check(tap, said)
        requests_check(tap)
        after_check(tap, program, folder)
        proofs_check(tap, program, folder)
        STOP.set()
        server.shutdown()
    print(f"1..{tap.n}")
    return tap.bad > 0


if __name__ == "__main__":
    sys.exit(main())
