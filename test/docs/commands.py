# commands: runs what the documents tell people to type, in a scratch folder
# SPDX-License-Identifier: EUPL-1.2
"""usage: commands.py DIJKWACHT DOCUMENT

Every ```sh block runs, in order, in one folder; what it exports stays. Every
line of an ```output block must have been printed before, or stand in a mail
of the outbox; numbers may be other ones. `make` is taken from the Makefile
without building: what it would run of the program is run, and no more.
"""
import email
import email.policy
import glob
import os
import re
import subprocess
import sys
import tempfile

from text import ROOT, Tap, blocks, read

MAKE = """#!/bin/sh
set -e
lines=$(env -u MAKEFLAGS -u MAKELEVEL /usr/bin/make -n -C '{root}' "$@")
printf '%s\\n' "$lines" | {{ grep '^build/src/run/dijkwacht' || :; }} | sh -e
"""


def tools(folder, program):
    """A bin/ with dijkwacht and make, and build/ as after building."""
    os.makedirs(f"{folder}/bin")
    os.makedirs(f"{folder}/build/src/run")
    os.symlink(program, f"{folder}/bin/dijkwacht")
    os.symlink(program, f"{folder}/build/src/run/dijkwacht")
    with open(f"{folder}/bin/make", "w", encoding="utf-8") as f:
        f.write(MAKE.format(root=ROOT))
    os.chmod(f"{folder}/bin/make", 0o755)
    return os.environ | {"PATH": f"{folder}/bin:{os.environ['PATH']}",
                         "DIJKWACHT_FOLDER": f"{folder}/nowhere"}


def run(folder, env, body):
    script = f". ./.exported\n{body}\nexport -p >.exported\n" \
             "set | grep -E '^(ref|batch)=' >>.exported || :\n"
    return subprocess.run(["sh", "-eu", "-c", script], cwd=folder, env=env,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=900)


def plain(line):
    """Without numbers and the width of blanks."""
    return re.sub(r"\d[\d,.]*", "N", " ".join(line.split()))


def printed(folder, said):
    lines = set(map(plain, said.splitlines()))
    for name in glob.glob(f"{folder}/*/outbox/*.eml"):
        with open(name, "rb") as f:
            mail = email.message_from_binary_file(f, policy=email.policy.default)
        lines.add(plain(f"Subject: {mail['Subject']}"))
        lines.update(map(plain, mail.get_body().get_content().splitlines()))
    return lines


def document(tap, folder, program, path):
    env = tools(folder, program)
    said = ""
    open(f"{folder}/.exported", "w", encoding="utf-8").close()
    for line, kind, body in blocks(read(path), "sh", "output"):
        name = f"{path}:{line}: {body.splitlines()[0]}"
        if kind == "sh":
            result = run(folder, env, body)
            said += result.stdout
            tap.ok(result.returncode == 0, name,
                   f"status {result.returncode}\n{result.stdout[-3000:]}")
        else:
            lines = printed(folder, said)
            lost = [s for s in body.splitlines() if plain(s) not in lines]
            tap.ok(not lost, name, "was not printed:\n" + "\n".join(lost))


def main():
    program, path = os.path.abspath(sys.argv[1]), sys.argv[2]
    tap = Tap()
    with tempfile.TemporaryDirectory(prefix="dijkwacht-docs-") as folder:
        document(tap, folder, program, path)
    sys.exit(tap.done())


main()
