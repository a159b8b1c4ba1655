# text: what the tests of the documents share: TAP, and blocks out of Markdown
# SPDX-License-Identifier: EUPL-1.2
import os
import re

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Tap:
    """Results as TAP; done() prints the plan and gives the exit status."""

    def __init__(self):
        self.n = self.bad = 0
        print("TAP version 13")

    def ok(self, fine, name, why=""):
        self.n += 1
        for line in why.splitlines() if not fine else ():
            print("#", line)
        print(f"{'ok' if fine else 'not ok'} {self.n} - {name}", flush=True)
        self.bad += not fine
        return fine

    def done(self):
        print(f"1..{self.n}")
        return 1 if self.bad or self.n == 0 else 0


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as f:
        return f.read()


def blocks(text, *kinds):
    """(line, kind, body) of each fenced block of these kinds."""
    found, kind, begun, body = [], None, 0, []
    for n, line in enumerate(text.splitlines(), 1):
        fence = re.fullmatch(r"```(\w*)", line)
        if not fence:
            body.append(line)
        elif kind is None:
            kind, begun, body = fence[1], n + 1, []
        else:
            if kind in kinds:
                found.append((begun, kind, "\n".join(body) + "\n"))
            kind = None
    return found
