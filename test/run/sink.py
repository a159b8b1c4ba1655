# sink: a mail server for tests that takes, refuses, dawdles and vanishes
# SPDX-License-Identifier: EUPL-1.2
"""usage: sink.py FOLDER [OPTION...]

Listens on a free port of 127.0.0.1, which it writes to FOLDER/port. Each mail
taken becomes FOLDER/NUMBER.eml, and a line "CONNECTION FROM TO" in FOLDER/log.
Ends when its standard input does. Mails that are there already count.

  --port N           that port
  --pipelining       RFC 2920
  --later N          the first N recipients are refused for now
  --refuse MAIL      that recipient is refused for good
  --policy MAIL      the same, as a matter of policy (5.7.1)
  --no-mail          nothing is taken from anybody
  --cut N            the connection is cut at the end of the first N mails
  --die N            all ends when N mails were taken
  --per-line N       a connection is closed after N mails (421)
  --lines N          more connections are turned away (421)
  --slow MS          before each mail is taken
  --last MAIL N      a mail to that recipient is taken after N others
  --tls starttls|tls --cert FILE --key FILE
  --auth USER PASSWORD
"""
import argparse
import asyncio
import os
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

words = argparse.ArgumentParser()
words.add_argument("folder")
for name in ("port", "later", "cut", "die", "per_line", "lines", "slow"):
    words.add_argument("--" + name.replace("_", "-"), type=int, default=0)
for name in ("refuse", "policy", "tls", "cert", "key"):
    words.add_argument("--" + name)
words.add_argument("--pipelining", action="store_true")
words.add_argument("--no-mail", action="store_true")
words.add_argument("--auth", nargs=2)
words.add_argument("--last", nargs=2)
told = words.parse_args()
seen = {"taken": sum(n.endswith(".eml") for n in os.listdir(told.folder)),
        "later": 0, "cut": 0, "lines": 0, "open": 0, "most": 0}


class Taker:
    async def handle_EHLO(self, server, session, envelope, name, replies):
        session.host_name = name
        if told.pipelining:
            replies.insert(1, "250-PIPELINING")
        return replies

    async def handle_MAIL(self, server, session, envelope, mail, options):
        if told.no_mail:
            return "530 5.7.0 log in first"
        if told.per_line and server.taken >= told.per_line:
            asyncio.get_running_loop().call_later(0.05, server.transport.close)
            return "421 4.7.0 too many mails for one connection"
        envelope.mail_from = mail
        return "250 2.1.0 fine"

    async def handle_RCPT(self, server, session, envelope, mail, options):
        if mail == told.refuse:
            return f"550 5.2.2 <{mail}>: the mailbox is full"
        if mail == told.policy:
            return f"550 5.7.1 we do not relay to {mail}"
        if seen["later"] < told.later:
            seen["later"] += 1
            return "451 4.3.0 come back later"
        envelope.rcpt_tos.append(mail)
        return "250 2.1.5 fine"

    async def handle_DATA(self, server, session, envelope):
        if told.slow:
            await asyncio.sleep(told.slow / 1000)
        while told.last and envelope.rcpt_tos == told.last[:1] \
                and seen["taken"] < int(told.last[1]):
            await asyncio.sleep(0.01)
        if seen["cut"] < told.cut:
            seen["cut"] += 1
            server.transport.abort()
            return "421 gone"
        seen["taken"] += 1
        server.taken += 1
        name = f"{told.folder}/{seen['taken']:05}.eml"
        with open(name + ".tmp", "wb") as f:
            f.write(envelope.original_content)
        os.rename(name + ".tmp", name)
        with open(f"{told.folder}/log", "a", encoding="utf-8") as f:
            f.write(f"{server.line} {envelope.mail_from} "
                    f"{envelope.rcpt_tos[0]}\n")
        if told.die and seen["taken"] >= told.die:
            os._exit(0)
        return "250 2.0.0 taken"


class Server(SMTP):
    taken = 0
    line = 0

    def connection_made(self, transport):
        if self.line == 0:
            seen["lines"] += 1
            self.line = seen["lines"]
            seen["open"] += 1
            seen["most"] = max(seen["most"], seen["open"])
            with open(f"{told.folder}/most", "w", encoding="utf-8") as f:
                f.write(str(seen["most"]))
            if told.lines and seen["open"] > told.lines:
                transport.write(b"421 4.7.0 too many connections\r\n")
                transport.close()
                return
        super().connection_made(transport)

    def connection_lost(self, error):
        seen["open"] -= 1
        if getattr(self, "session", None) is not None:
            super().connection_lost(error)


def login(server, session, envelope, mechanism, data):
    right = isinstance(data, LoginPassword) and \
        [data.login.decode(), data.password.decode()] == told.auth
    return AuthResult(success=right, handled=right)


def context():
    if told.cert is None:
        return None
    c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    c.load_cert_chain(told.cert, told.key)
    return c


def server():
    return Server(
        Taker(), hostname="sink.example",
        tls_context=context() if told.tls == "starttls" else None,
        require_starttls=told.tls == "starttls",
        authenticator=login if told.auth else None,
        auth_required=bool(told.auth), auth_require_tls=told.tls == "starttls")


async def main():
    loop = asyncio.get_running_loop()
    s = await loop.create_server(
        server, "127.0.0.1", told.port,
        ssl=context() if told.tls == "tls" else None)
    port = s.sockets[0].getsockname()[1]
    with open(f"{told.folder}/port.tmp", "w", encoding="utf-8") as f:
        f.write(str(port))
    os.rename(f"{told.folder}/port.tmp", f"{told.folder}/port")
    await loop.run_in_executor(None, sys.stdin.read)
    os._exit(0)

asyncio.run(main())
