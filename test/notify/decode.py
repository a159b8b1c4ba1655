# decode: reads a message file as a mail program does, prints what it shows
# SPDX-License-Identifier: EUPL-1.2
import email
import email.header
import email.policy
import email.utils
import sys

with open(sys.argv[1], "rb") as file:
    raw = file.read()
assert b"\n" not in raw.replace(b"\r\n", b""), "a bare LF"
assert b"\r" not in raw.replace(b"\r\n", b""), "a bare CR"
assert all(byte < 128 for byte in raw), "not all bytes are ASCII"
for line in raw.split(b"\r\n"):
    assert len(line) <= 998, "a line of %d bytes" % len(line)
mail = email.message_from_bytes(raw, policy=email.policy.default)
out = ["headers: " + " ".join(mail.keys())]
for name in ("From", "To", "Subject"):
    value = mail[name]
    assert not value.defects, value.defects
    out.append("%s: %s" % (name, value))
# The newer reader of addresses keeps the space between two encoded words
# (RFC 2047 6.2 says to drop it), so names are read by the older one.
plain = email.message_from_bytes(raw)
for name in ("From", "To"):
    assert len(mail[name].addresses) == 1, mail[name]
    shown, address = email.utils.parseaddr(plain[name])
    shown = str(email.header.make_header(email.header.decode_header(shown)))
    out.append("%s is %s at %s" % (name, shown, address))
assert not mail.defects, mail.defects
out.append("type: %s %s" % (mail.get_content_type(), mail.get_content_charset()))
out.append("")
sys.stdout.buffer.write("\n".join(out).encode() + b"\n")
sys.stdout.buffer.write(mail.get_content().replace("\r\n", "\n").encode())
