# unit: what systemd says of packaging/dijkwacht.service.in
# SPDX-License-Identifier: EUPL-1.2
"""usage: unit.py DIJKWACHT"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

from text import Tap, read

EXPOSED_MOST = 2.0  # of 10, by systemd-analyze security


def analyze(*words):
    result = subprocess.run(["systemd-analyze", *words],
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                            text=True, timeout=60)
    return result.returncode, result.stdout


def main():
    tap = Tap()
    text = read("packaging/dijkwacht.service.in")
    with tempfile.TemporaryDirectory(prefix="dijkwacht-docs-") as folder:
        path = f"{folder}/dijkwacht.service"
        with open(path, "w", encoding="utf-8") as f:
            f.write(text.replace("@program@", os.path.abspath(sys.argv[1])))
        tap.ok(re.findall(r"@\w+@", text) == ["@program@"],
               "the program is all that is filled in")
        if shutil.which("systemd-analyze"):
            code, said = analyze("verify", "--man=no", path)
            own = [s for s in said.splitlines() if "dijkwacht" in s]
            tap.ok(code == 0 and not own, "systemd finds nothing wrong", said)
            _, said = analyze("security", "--offline=yes", path)
            found = re.search(r"exposure level.*: ([\d.]+)", said)
            tap.ok(found and float(found[1]) <= EXPOSED_MOST,
                   f"exposed {found and found[1]}, at most {EXPOSED_MOST}",
                   said[-2000:])
    sys.exit(tap.done())


main()
