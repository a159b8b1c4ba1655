# metrics: what `dijkwacht metrics` prints, read as Prometheus reads it
# SPDX-License-Identifier: EUPL-1.2
"""usage: metrics.py DIJKWACHT

Text exposition format 0.0.4: HELP and TYPE once for each name and before its
samples, names and labels of the allowed characters, no sample twice, numbers
that are numbers, a line end at the end.
"""
import os
import re
import subprocess
import sys
import tempfile

from text import Tap

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"'
SAMPLE = re.compile(rf"({NAME})(?:\{{({LABEL}(?:,{LABEL})*)\}})? (\S+)")
NEEDED = ["rows_total", "rows_rejected_total", "observations", "findings",
          "notices", "deliveries", "cases", "sending_on_hold", "feed_missing",
          "feed_age_seconds", "backup_age_seconds", "evidence_bytes",
          "schema_step"]


class Broken(Exception):
    pass


def exposition(text):
    """{name: (type, {labels: value})}; Broken where it is not in the format."""
    if not text.endswith("\n"):
        raise Broken("no line end at the end")
    helps, types, samples = set(), {}, {}
    for line in text[:-1].split("\n"):
        head = re.fullmatch(rf"# (HELP|TYPE) ({NAME}) (.+)", line)
        if head and head[1] == "HELP":
            if head[2] in helps:
                raise Broken(f"HELP twice: {line}")
            helps.add(head[2])
        elif head:
            if head[2] in types or head[3] not in ("counter", "gauge"):
                raise Broken(f"TYPE twice or unknown: {line}")
            types[head[2]] = head[3]
            samples[head[2]] = {}
        else:
            m = SAMPLE.fullmatch(line)
            if not m:
                raise Broken(f"no sample: {line}")
            if m[1] not in types or m[1] not in helps:
                raise Broken(f"sample before its TYPE and HELP: {line}")
            if m[1] != list(types)[-1]:
                raise Broken(f"sample among those of another: {line}")
            if m[2] in samples[m[1]]:
                raise Broken(f"sample twice: {line}")
            samples[m[1]][m[2]] = float(m[3])
    return {name: (types[name], samples[name]) for name in types}


def breaks(text):
    try:
        exposition(text)
    except Broken:
        return True
    return False


def main():
    program = os.path.abspath(sys.argv[1])
    tap = Tap()
    good = "# HELP a b\n# TYPE a gauge\na 1\n"
    tap.ok(not breaks(good), "a sound text reads")
    for bad in (good[:-1], good + "a 1\n", good + 'a{x="} 1\n', "a 1\n",
                good + "a{x=1} 1\n", good.replace("gauge", "gage"),
                good + "# TYPE a gauge\n", good + "a\n"):
        tap.ok(breaks(bad), f"this does not: {bad!r}")
    with tempfile.TemporaryDirectory(prefix="dijkwacht-docs-") as folder:
        env = os.environ | {"DIJKWACHT_FOLDER": f"{folder}/service"}

        def run(*words):
            return subprocess.run(
                [program, *words], env=env, text=True, check=True,
                stdout=subprocess.PIPE, timeout=60).stdout

        run("init", "--now", "2026-01-01T08:00:00Z")
        run("organisation", "add", "Bakkerij Jansen", "203.0.113.0/24")
        run("feed", "add", "daily", "--rhythm", "24", "--now",
            "2026-01-01T08:00:00Z")
        run("backup", f"{folder}/x.backup", "--now", "2026-01-02T08:00:00Z")
        run("feed", "check", "--now", "2026-01-03T08:00:00Z")
        text = run("metrics", "--now", "2026-01-03T08:00:00Z")
    read = exposition(text)
    for name in NEEDED:
        tap.ok(f"dijkwacht_{name}" in read, name)
    tap.ok(read["dijkwacht_feed_missing"][1] == {'feed="daily"': 1.0},
           "the missing feed")
    tap.ok(read["dijkwacht_backup_age_seconds"][1] == {None: 86400.0},
           "the age of the backup")
    tap.ok(len(read["dijkwacht_findings"][1]) >= 6, "a sample for each state")
    tap.ok("Jansen" not in text and "203.0" not in text, "nobody is named")
    sys.exit(tap.done())


main()
