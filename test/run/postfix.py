# postfix: a notice through a real mail server and mailbox, read by another program
# SPDX-License-Identifier: EUPL-1.2
"""usage: postfix.py DIJKWACHT

Postfix and Dovecot with a configuration of their own in a scratch folder, on
free ports of 127.0.0.1; nothing leaves the machine, all is stopped at the end.
Skipped where they are not installed or this is not root, who starts them.
"""
import email
import email.policy
import imaplib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

NOBODY = 65534
NOW = ["--now", "2026-11-21T08:00:00Z"]
PATIENCE = 60

MAIN_CF = """compatibility_level = 3.6
queue_directory = {at}/queue
data_directory = {at}/data
maillog_file = {at}/log/postfix
maillog_file_prefixes = {at}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = post.example
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
local_recipient_maps =
default_transport = error:nothing leaves this machine
relay_transport = error:nothing leaves this machine
recipient_delimiter = +
smtpd_reject_unlisted_recipient = no
virtual_mailbox_domains = bakker.example retour.example
virtual_mailbox_base = {at}/mail
virtual_mailbox_maps = inline:{{info@bakker.example=box/, terug@retour.example=back/}}
virtual_uid_maps = static:{nobody}
virtual_gid_maps = static:{nobody}
"""

MASTER_CF = """{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
showq unix n - n - - showq
postlog unix-dgram n - n - 1 postlogd
"""

DOVECOT = """base_dir = {at}/dovecot
state_dir = {at}/dovecot
log_path = {at}/log/dovecot
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
mail_location = maildir:{at}/mail/box
passdb {{
  driver = static
  args = password=geheim
}}
userdb {{
  driver = static
  args = uid={nobody} gid={nobody} home={at}/mail
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""

# Of a company whose address is gone: this server takes the mail, and only
# finds that out when it delivers it.
GONE = """timestamp,severity,ip,protocol,port
2026-11-20 05:06:58,high,203.0.113.7,tcp,3389
2026-11-20 06:06:58,high,198.51.100.9,tcp,3389
"""

LIST = """name,email,language,rhythm,assets
Bakkerij André & Zoon,info@bakker.example,nl,at-once,203.0.113.7
"""

REPORT = """timestamp,severity,ip,protocol,port
2026-11-20 05:06:58,high,203.0.113.7,tcp,3389
"""


class Checks:
    def __init__(self):
        self.n = self.bad = 0

    def same(self, got, want, what):
        self.n += 1
        self.bad += got != want
        print("ok" if got == want else "not ok", self.n, "-", what)
        if got != want:
            print("# got", repr(got))
            print("# want", repr(want))


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def run(*words, **how):
    r = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                       text=True, timeout=PATIENCE, check=False, **how)
    if r.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: {r.returncode}\n{r.stdout}")
    return r.stdout


def write(path, text):
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def postfix_start(at, port):
    os.makedirs(f"{at}/postfix")
    os.makedirs(f"{at}/queue")
    os.makedirs(f"{at}/data")
    os.makedirs(f"{at}/mail")
    os.chown(f"{at}/mail", NOBODY, NOBODY)
    shutil.chown(f"{at}/data", "postfix")
    write(f"{at}/postfix/main.cf", MAIN_CF.format(at=at, nobody=NOBODY))
    write(f"{at}/postfix/master.cf", MASTER_CF.format(port=f"127.0.0.1:{port}"))
    run("postfix", "-c", f"{at}/postfix", "start")


def dovecot_start(at, port):
    os.makedirs(f"{at}/dovecot")
    write(f"{at}/dovecot.conf",
          DOVECOT.format(at=at, port=port, nobody=NOBODY))
    return subprocess.Popen(
        ["dovecot", "-F", "-c", f"{at}/dovecot.conf"], stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def wait_for(what, ready):
    for _ in range(PATIENCE * 10):
        if ready():
            return
        time.sleep(0.1)
    raise RuntimeError(f"waited in vain: {what}")


def listens(port):
    with socket.socket() as s:
        return s.connect_ex(("127.0.0.1", port)) == 0


def judge_of_dkim(records):
    """python3-dkim, asking the records in the place of DNS; or None."""
    try:
        import dkim
    except ImportError:
        return None
    texts = {}
    for line in records.splitlines():
        if "_domainkey" in line and not line.startswith(";"):
            name, data = line.split(" IN TXT ", 1)
            texts[name] = "".join(data.split('"')[1::2])

    def holds(raw):
        said = []
        for i in range(raw.count(b"DKIM-Signature:")):
            try:
                said.append(dkim.DKIM(raw).verify(
                    i, dnsfunc=lambda name, timeout=5:
                    texts.get(name.decode(), "").encode()))
            except dkim.DKIMException as wrong:
                said.append(str(wrong))
        return said
    return holds


def signatures(check, records, raw):
    """Both hold by what DNS was to be given; not when the mail is changed."""
    holds = judge_of_dkim(records)
    check.same(raw.count(b"\nDKIM-Signature:"), 2, "it has two signatures")
    if holds is None:
        print("# no python3-dkim to judge them")
        return
    check.same(holds(raw), [True, True], "both hold by the printed records")
    other = raw.replace(b"3389", b"3390", 1)
    check.same(True in holds(other), False, "neither in a changed mail")


def send(at, program, port):
    folder = {"env": os.environ | {"DIJKWACHT_FOLDER": f"{at}/service"}}
    report = f"{at}/2026-11-20-scan_rdp-demo.csv"
    write(report, REPORT)
    run(program, "init", "--name", "Meldpunt Zuid-Één",
        "--sender-mail", "meldpunt@voorbeeld.example", *NOW, **folder)
    run(program, "organisation", "import", "-", *NOW, input=LIST, **folder)
    run(program, "import", report, *NOW, **folder)
    run(program, "notices", "prepare", *NOW, **folder)
    ref = run(program, "notices", "preview", **folder).splitlines()[1].split()[0]
    frozen = run(program, "notices", "preview", ref, **folder)
    with open(f"{at}/service/dijkwacht.conf", "a", encoding="utf-8") as f:
        f.write(f"mail-server = 127.0.0.1:{port}\nmail-tls = none\n"
                "bounce-address = terug@retour.example\n")
    records = run(program, "doctor", "mail", **folder)
    said = run(program, "notices", "send", *NOW, **folder)
    return ref, frozen, records, said


def mailbox(port):
    m = imaplib.IMAP4("127.0.0.1", port, timeout=PATIENCE)
    m.login("box", "geheim")
    m.select(readonly=True)
    numbers = m.search(None, "ALL")[1][0].split()
    mails = [m.fetch(n, "(RFC822)")[1][0][1] for n in numbers]
    m.logout()
    return mails


def compare(check, ref, frozen, raw):
    """What arrived, against what was frozen when it was prepared."""
    head, text = frozen.split("\n\n", 1)
    want = email.message_from_string(head + "\n\n", policy=email.policy.default)
    got = email.message_from_bytes(raw, policy=email.policy.default)
    check.same(got.defects, [], "nothing is wrong with the mail's form")
    for name in ("From", "To", "Subject", "Date", "Message-ID", "List-Id",
                 "List-Unsubscribe", "Auto-Submitted"):
        check.same(got[name], want[name], f"{name} is as frozen")
    check.same(got["From"].addresses[0].display_name, "Meldpunt Zuid-Één",
               "the sender's name is decoded")
    check.same(got["To"].addresses[0].display_name, "Bakkerij André & Zoon",
               "the receiver's name is decoded")
    check.same(got["To"].addresses[0].addr_spec, "info@bakker.example",
               "it is addressed to the receiver")
    check.same(got["Message-ID"], f"<{ref}@voorbeeld.example>",
               "the Message-ID is made of the reference")
    check.same(bool(re.fullmatch(f"<terug\\+{ref}-[0-9a-z]{{16}}@retour.example>",
                                 got["Return-Path"])), True,
               "what comes back tells the notice, with a proof")
    check.same(got.get_content_type(), "text/plain", "it is plain text")
    check.same(got.get_content().replace("\r\n", "\n"), text,
               "the text is as frozen, to the letter")
    check.same("203.0.113.7" in text, True, "and speaks of the address")


def bounced(check, at, program):
    """The server's own report comes back, and the next address is told."""
    folder = {"env": os.environ | {"DIJKWACHT_FOLDER": f"{at}/service"}}
    report = f"{at}/2026-11-21-scan_rdp-demo.csv"
    back = f"{at}/mail/back"
    write(report, GONE)
    run(program, "organisation", "add", "Smid BV", "--mail", "weg@bakker.example",
        "--post", "Kade 1, 1234 AB Oud-Dorp", "198.51.100.9", *NOW, **folder)
    run(program, "import", report, *NOW, **folder)
    run(program, "notices", "prepare", *NOW, **folder)
    said = run(program, "notices", "send", *NOW, **folder)
    check.same("taken by the mail server: 1" in said, True,
               "Postfix takes the mail for who is gone")
    wait_for("a mail that comes back", lambda: os.path.isdir(f"{back}/new")
             and os.listdir(f"{back}/new"))
    said = run(program, "mail", "take", back, *NOW, **folder)
    check.same("1 came back, another address is to be told" in said, True,
               "its report is read, and proven")
    check.same(os.listdir(f"{back}/new"), [], "and put away")
    said = run(program, "mail", "returned", *NOW, **folder)
    check.same("bounced  5.1.1" in said and "weg@bakker.example" in said, True,
               "it says who did not get it, and why")
    run(program, "notices", "prepare", *NOW, **folder)
    run(program, "notices", "send", *NOW, **folder)
    said = run(program, "letters", "posted", "--all", *NOW, **folder)
    check.same("letters posted: 1" in said, True, "a letter goes instead")


def test(at, program, check, started):
    smtp, imap = free_port(), free_port()
    postfix_start(at, smtp)
    started.append(dovecot_start(at, imap))
    wait_for("Postfix", lambda: listens(smtp))
    wait_for("Dovecot", lambda: listens(imap))
    ref, frozen, records, said = send(at, program, smtp)
    check.same("taken by the mail server: 1" in said, True, "Postfix takes it")
    wait_for("a mail in the box", lambda: os.path.isdir(f"{at}/mail/box/new")
             and os.listdir(f"{at}/mail/box/new"))
    mails = mailbox(imap)
    check.same(len(mails), 1, "one mail is in the box")
    compare(check, ref, frozen, mails[0])
    signatures(check, records, mails[0])
    bounced(check, at, program)


def stop(at, started):
    for p in started:
        p.terminate()
        p.wait(PATIENCE)
    subprocess.run(["postfix", "-c", f"{at}/postfix", "stop"],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   timeout=PATIENCE, check=False)


def main():
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    missing = [p for p in ("postfix", "dovecot")
               if shutil.which(p) is None]
    if missing or os.geteuid() != 0:
        why = f"{missing[0]} is not installed" if missing else "not root"
        print(f"TAP version 13\n1..1\nok 1 - postfix # SKIP {why}")
        return 0
    check, started = Checks(), []
    at = tempfile.mkdtemp(prefix="dijkwacht-postfix-")
    os.chmod(at, 0o755)
    os.makedirs(f"{at}/log")
    print("TAP version 13")
    try:
        test(at, os.path.abspath(sys.argv[1]), check, started)
    except (RuntimeError, OSError, subprocess.SubprocessError) as e:
        check.same(str(e), "", "all can be started and asked")
        for name in os.listdir(f"{at}/log"):
            with open(f"{at}/log/{name}", encoding="utf-8") as f:
                print("# " + "\n# ".join(f.read().splitlines()[-20:]))
    finally:
        stop(at, started)
        shutil.rmtree(at, ignore_errors=True)
    print(f"1..{check.n}")
    return check.bad > 0


sys.exit(main())
