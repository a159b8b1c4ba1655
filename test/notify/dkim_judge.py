# dkim_judge: another reader of DKIM says of each signature if it holds
# SPDX-License-Identifier: EUPL-1.2
#
# dkim_judge.py MESSAGE DOMAIN SELECTOR=RECORD...: a line per signature, from
# the first; exit status 77 where there is no such reader.
import sys

try:
    import dkim
except ImportError:
    sys.exit(77)

with open(sys.argv[1], "rb") as file:
    message = file.read()
records = {}
for given in sys.argv[3:]:
    selector, record = given.split("=", 1)
    name = "%s._domainkey.%s." % (selector, sys.argv[2])
    records[name.encode()] = record.encode()


def txt(name, timeout=5):
    return records.get(name, b"")


for index in range(len(sys.argv) - 3):
    judge = dkim.DKIM(message)
    try:
        holds = judge.verify(idx=index, dnsfunc=txt)
    except dkim.DKIMException as wrong:
        holds = False
    print("holds" if holds else "broken")
