# count: tool/count on logs that were made up
# SPDX-License-Identifier: EUPL-1.2
import json
import os
import subprocess
import sys
import tempfile

from text import ROOT, Tap

GOOD = "TAP version 13\nok 1 - a\nok 2 - b\n1..2\n"


def test(stdout, result="OK", returncode=0):
    return {"name": "dijkwacht:room / unit", "stdout": stdout,
            "result": result, "returncode": returncode}


# A name, the log (tests of meson, or TAP), and the last line expected.
CASES = [
    ("two_good", [test(GOOD)], "2 passed, 0 failed"),
    ("plan_first", [test("1..1\nok 1 - a\n")], "1 passed, 0 failed"),
    ("one_bad", [test("ok 1 - a\nnot ok 2 - b\n1..2\n", "FAIL", 1)],
     "1 passed, 1 failed"),
    ("skipped", [test("ok 1 - a # SKIP no data\nok 2 - b\n1..2\n")],
     "1 passed, 0 failed, 1 skipped"),
    ("bad_and_skipped", [test("not ok 1 - a # SKIP\n1..1\n"), test(GOOD)],
     "2 passed, 0 failed, 1 skipped"),
    ("all_skipped", [test("1..0 # SKIP no data\n"), test(GOOD)],
     "2 passed, 0 failed, 1 skipped"),
    ("crashed_before_its_plan", [test("ok 1 - a\n", "ERROR", -11)],
     "1 passed, 1 failed"),
    ("crashed_at_once", [test("", "FAIL", -11)], "0 passed, 1 failed"),
    ("crashed_amid_its_plan", [test("1..5\nok 1 - a\n", "ERROR", -6)],
     "1 passed, 4 failed"),
    ("leaked_at_exit", [test(GOOD, "ERROR", 23)], "2 passed, 1 failed"),
    ("bad_and_status_once", [test("not ok 1 - a\n1..1\n", "FAIL", 1)],
     "0 passed, 1 failed"),
    ("more_than_planned", [test("1..1\nok 1 - a\nok 2 - b\n", "ERROR", 0)],
     "2 passed, 1 failed"),
    ("out_of_time", [test("ok 1 - a\n", "TIMEOUT", -15)], "1 passed, 1 failed"),
    ("bailed_out", [test("1..1\nok 1 - a\nBail out! no disk\n", "ERROR", 1)],
     "1 passed, 1 failed"),
    ("no_tap", [test(""), test("", "FAIL", 1), test("", "SKIP", 77)],
     "1 passed, 1 failed, 1 skipped"),
    ("words_that_look_like_it", [test("okay\n# ok 1\n ok 2\nnot okay\n" + GOOD)],
     "2 passed, 0 failed"),
    ("tap_itself", GOOD, "2 passed, 0 failed"),
    ("tap_cut_off", "TAP version 13\nok 1 - a\n", "1 passed, 1 failed"),
    ("empty_log", [], "0 passed, 1 failed"),
    ("not_json", ["{"], "0 passed, 1 failed"),
    ("nothing_ran", [test("1..0 # SKIP all\n")], "0 passed, 0 failed, 1 skipped"),
]


def write(folder, name, log):
    path = f"{folder}/{name}.{'tap' if isinstance(log, str) else 'json'}"
    with open(path, "w", encoding="utf-8") as f:
        if isinstance(log, str):
            f.write(log)
        else:
            f.writelines((t if isinstance(t, str) else json.dumps(t)) + "\n"
                         for t in log)
    return path


def count(*paths):
    return subprocess.run([sys.executable, os.path.join(ROOT, "tool/count"),
                           *paths], stdout=subprocess.PIPE, text=True)


def check(tap, name, wanted, *paths):
    result = count(*paths)
    last = result.stdout.splitlines()[-1] if result.stdout else ""
    status = 0 if ", 0 failed" in wanted and wanted[0] != "0" else 1
    tap.ok(last == wanted and result.returncode == status, name,
           f"wanted {wanted}, status {status}\n"
           f"got status {result.returncode}\n{result.stdout}")


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory(prefix="dijkwacht-docs-") as folder:
        paths = {name: write(folder, name, log) for name, log, _ in CASES}
        for name, _, wanted in CASES:
            check(tap, name, wanted, paths[name])
        check(tap, "no_such_log", "0 passed, 1 failed", f"{folder}/none.json")
        check(tap, "sum_of_logs", "3 passed, 1 failed", paths["two_good"],
              paths["crashed_before_its_plan"])
    sys.exit(tap.done())


main()
