# signature: a mail as the service signs it, judged by openssl and by gpg
# SPDX-License-Identifier: EUPL-1.2
"""usage: signature.py DIJKWACHT

Keys made here, put in the key folder; the mail is a file in outbox/. Each is
skipped where its judge is not installed.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

SENDER = "meldpunt@voorbeeld.example"
LIST = """name,email,language,rhythm,assets
Bakkerij,info@bakker.example,nl,at-once,203.0.113.7
"""
PATIENCE = 120


def run(*words, **how):
    r = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                       text=True, timeout=PATIENCE, check=False, **how)
    if r.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: {r.returncode}\n{r.stdout}")
    return r.stdout


def write(path, data):
    with open(path, "wb") as f:
        f.write(data)


def smime_key(at):
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days",
        "100", "-subj", "/CN=test", "-addext",
        f"subjectAltName=email:{SENDER}", "-addext",
        "extendedKeyUsage=emailProtection", "-addext",
        "keyUsage=digitalSignature", "-keyout", f"{at}/service.key/smime.key",
        "-out", f"{at}/service.key/smime.crt")


def smime_holds(at, mail):
    write(f"{at}/mail", mail)
    return subprocess.run(
        ["openssl", "cms", "-verify", "-in", f"{at}/mail", "-CAfile",
         f"{at}/service.key/smime.crt", "-purpose", "smimesign", "-out",
         os.devnull], stderr=subprocess.DEVNULL, timeout=PATIENCE,
        check=False).returncode == 0


def gpg(at, *words):
    home = f"{at}/gpg"
    os.makedirs(home, mode=0o700, exist_ok=True)
    return ["gpg", "--homedir", home, "--batch", "--quiet", *words]


def openpgp_key(at):
    run(*gpg(at, "--passphrase", "", "--quick-gen-key", SENDER, "ed25519",
             "sign", "0"))
    secret = subprocess.run(gpg(at, "--armor", "--export-secret-keys", SENDER),
                            stdout=subprocess.PIPE, timeout=PATIENCE, check=True)
    write(f"{at}/service.key/openpgp.asc", secret.stdout)
    run("gpgconf", "--homedir", f"{at}/gpg", "--kill", "all")


def openpgp_holds(at, mail):
    boundary = re.search(rb'boundary="([^"]+)"', mail)[1]
    parts = mail.split(b"\r\n--" + boundary)
    write(f"{at}/text", parts[1][2:])
    write(f"{at}/text.sig", parts[2].split(b"\r\n\r\n", 1)[1])
    return subprocess.run(
        gpg(at, "--verify", f"{at}/text.sig", f"{at}/text"),
        stderr=subprocess.DEVNULL, timeout=PATIENCE,
        check=False).returncode == 0


def mail_of(at, program, way, key_make):
    folder = {"env": os.environ | {"DIJKWACHT_FOLDER": f"{at}/service"}}
    day = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 86400))
    report = f"{at}/{day}-scan_rdp-demo.csv"
    write(report, ("timestamp,severity,ip,protocol,port\n"
                   f"{day} 05:06:58,high,203.0.113.7,tcp,3389\n").encode())
    run(program, "init", "--sender-mail", SENDER, **folder)
    key_make(at)
    with open(f"{at}/service/dijkwacht.conf", "a", encoding="utf-8") as f:
        f.write(f"signature = {way}\n")
    run(program, "organisation", "import", "-", input=LIST, **folder)
    run(program, "import", report, **folder)
    run(program, "notices", "prepare", **folder)
    run(program, "notices", "send", **folder)
    name, = os.listdir(f"{at}/service/outbox")
    with open(f"{at}/service/outbox/{name}", "rb") as f:
        return f.read()


def one(program, way, key_make, holds):
    """What is not so; nothing when all is well."""
    with tempfile.TemporaryDirectory(prefix="dijkwacht-signature-") as at:
        mail = mail_of(at, program, way, key_make)
        if b"multipart/signed" not in mail:
            return "it is not signed"
        if not holds(at, mail):
            return "its signature does not hold"
        if holds(at, mail.replace(b"poort 3389", b"poort 3390")):
            return "its signature holds though the text was changed"
    return ""


def main():
    program, bad = os.path.abspath(sys.argv[1]), 0
    ways = [("smime", "openssl", smime_key, smime_holds),
            ("openpgp", "gpg", openpgp_key, openpgp_holds)]
    print(f"TAP version 13\n1..{len(ways)}")
    for n, (way, judge, key_make, holds) in enumerate(ways, 1):
        if shutil.which(judge) is None:
            print(f"ok {n} - {way} # SKIP {judge} is not installed")
            continue
        try:
            wrong = one(program, way, key_make, holds)
        except (RuntimeError, OSError, ValueError,
                subprocess.SubprocessError) as e:
            wrong = str(e)
        bad += wrong != ""
        print("not ok" if wrong else "ok", n, "-", way)
        if wrong:
            print("# " + wrong.replace("\n", "\n# "))
    return bad > 0


sys.exit(main())
