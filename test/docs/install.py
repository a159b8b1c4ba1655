# install: tool/install with a made-up machine around it
# SPDX-License-Identifier: EUPL-1.2
import os
import subprocess
import sys
import tempfile

from text import ROOT, Tap, read

# What stands in for the machine; each tells the log what it was asked.
TOOLS = {
    "dpkg-query": 'for last; do :; done\n'
                  'grep -qx "$last" "$THERE" && printf installed\n',
    "apt-get": 'echo "apt-get $*" >>"$LOG"\n'
               '[ "$1 $2" != "$BROKEN" ]\n',
    "sudo": 'echo sudo >>"$LOG"\nexec "$@"\n',
    "id": 'echo "$USER_ID"\n',
}


def packages(*sections):
    names, on = [], False
    for line in read("packaging/debian-packages").splitlines():
        if line.startswith("["):
            on = line[1:-1] in sections
        elif on and line and line[0] != "#":
            names.append(line.split()[0])
    return names


class Machine:
    def __init__(self, folder):
        self.folder = folder
        for name, body in TOOLS.items():
            with open(f"{folder}/{name}", "w", encoding="utf-8") as f:
                f.write("#!/bin/sh\n" + body)
            os.chmod(f"{folder}/{name}", 0o755)

    def install(self, there, *sections, user=0, broken="no"):
        """Exit status and the lines of the log."""
        log = f"{self.folder}/log"
        with open(f"{self.folder}/there", "w", encoding="utf-8") as f:
            f.write("\n".join(there) + "\n")
        open(log, "w", encoding="utf-8").close()
        env = os.environ | {
            "PATH": f"{self.folder}:{os.environ['PATH']}", "LOG": log,
            "THERE": f"{self.folder}/there", "USER_ID": str(user),
            "BROKEN": broken}
        result = subprocess.run(
            ["sh", os.path.join(ROOT, "tool/install"), *sections], env=env,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        with open(log, encoding="utf-8") as f:
            return result.returncode, f.read().splitlines(), result.stdout


def main():
    tap = Tap()
    build, test = packages("build"), packages("test")
    with tempfile.TemporaryDirectory(prefix="dijkwacht-docs-") as folder:
        m = Machine(folder)
        status, log, said = m.install(build + test, "build", "test")
        tap.ok((status, log, said) == (0, [], ""), "nothing_is_missing", said)

        status, log, said = m.install(build[1:] + test, "build", "test")
        tap.ok(status == 0 and log == [
            "apt-get -qq update",
            "apt-get -qq install -y --no-install-recommends " + build[0]],
            "one_is_missing", f"{log}\n{said}")

        status, log, said = m.install([], "build", "test")
        tap.ok(status == 0 and len(log) == 2 and
               log[1].split()[5:] == build + test, "all_are_missing",
               f"{log}\n{said}")

        status, log, said = m.install(build, "test", user=1000)
        tap.ok(status == 0 and [x.split()[0] for x in log] ==
               ["sudo", "apt-get"] * 2, "not_root", f"{log}\n{said}")

        status, log, said = m.install([], "test", broken="-qq update")
        tap.ok(status != 0 and len(log) == 1, "no_network", f"{log}\n{said}")

        status, log, said = m.install([], "tset")
        tap.ok(status == 2 and log == [] and "no section [tset]" in said,
               "no_such_section", f"{log}\n{said}")
    sys.exit(tap.done())


main()
