# documents: what the documents say of the tree is so
# SPDX-License-Identifier: EUPL-1.2
import glob
import os
import re
import sys

import yaml

from text import ROOT, Tap, blocks, read

SHORT = 150  # characters of a short description in publiccode.yml


def functions(tap):
    """`name()` (room/file.c), or the file named last before, has name."""
    text = read("docs/architecture.md")
    n = 0
    places = [(m.start(), m[1]) for m in re.finditer(r"\((\w+/\w+\.c)\)", text)]
    for item in re.finditer(r"`(\w+)\(\)`", text):
        name = item[1]
        after = [p for at, p in places if at > item.start()]
        before = [p for at, p in places if at < item.start()]
        n += 1
        near = after[:1] + before[-1:]
        there = [p for p in near if os.path.exists(os.path.join(ROOT, "src", p))
                 and re.search(rf"^{name}\(", read("src/" + p), re.MULTILINE)]
        tap.ok(bool(there), f"architecture.md: {name}()",
               f"is not in {' or '.join(near)}")
    tap.ok(n >= 20, "architecture.md names the functions of the route")
    steps = re.findall(r"^\d+\. `", text, re.MULTILINE)
    tap.ok(len(steps) <= 12, "the route has at most twelve steps")


def there(path):
    """A file, a folder, or a program that is built from a file."""
    path = os.path.join(ROOT, path)
    return os.path.exists(path) or os.path.exists(path + ".c")


def paths(tap):
    """Links and `paths` in documents lead somewhere."""
    for path in sorted(glob.glob("*.md", root_dir=ROOT) +
                       glob.glob("docs/**/*.md", recursive=True,
                                 root_dir=ROOT)):
        text, here = read(path), os.path.dirname(path)
        lost = [p for p in re.findall(r"\]\(([^)#:]+)\)", text)
                if not os.path.exists(os.path.join(ROOT, here, p))]
        lost += [p for p in re.findall(
                     r"`((?:src|tool|test|docs|packaging|content|bench|\.ci)/"
                     r"[\w./-]+)`", text)
                 if "NAME" not in p and not there(p)]
        tap.ok(not lost, f"{path}: what it points to is there", "\n".join(lost))


def same_commands(tap):
    one, other = ([b for _, _, b in blocks(read(p), "sh", "output")]
                  for p in ("README.md", "LEESMIJ.md"))
    tap.ok(one == other and len(one) > 3,
           "README.md and LEESMIJ.md show the same commands and output")


def publiccode(tap):
    p = yaml.safe_load(read("publiccode.yml"))
    wanted = ("publiccodeYmlVersion", "name", "url", "platforms", "categories",
              "developmentStatus", "softwareType", "description", "legal",
              "maintenance", "localisation")
    tap.ok(all(k in p for k in wanted) and p["publiccodeYmlVersion"] == "0.4",
           "publiccode.yml has what version 0.4 wants")
    tap.ok(p["legal"]["license"] == "EUPL-1.2", "publiccode.yml: licence")
    for lang in p["localisation"]["availableLanguages"]:
        d = p["description"][lang]
        tap.ok(0 < len(d["shortDescription"]) <= SHORT and
               SHORT <= len(d["longDescription"]) <= 10000 and
               len(d["features"]) > 0,
               f"publiccode.yml: description in {lang}")
    version = re.search(r"version: '([^']+)'", read("meson.build"))[1]
    tap.ok(p["softwareVersion"] == version,
           "publiccode.yml has the version of meson.build")


def licences(tap):
    named = set()
    for path in ("REUSE.toml", "publiccode.yml", "content/nl/words.po"):
        named.update(re.findall(
            r"(?:SPDX-License-Identifier|license)(?: = \"|: )([\w.-]+)",
            read(path)))
    lost = [n for n in sorted(named)
            if not os.path.exists(f"{ROOT}/LICENSES/{n}.txt")]
    tap.ok(len(named) == 2 and not lost, "the text of each licence is there",
           "\n".join(lost))
    tap.ok(read("LICENSE") == read("LICENSES/EUPL-1.2.txt"),
           "LICENSE is the EUPL")


def packages(tap):
    """One place for packages: each once, with a reason."""
    rows = [line for line in read("packaging/debian-packages").splitlines()
            if line and line[0] not in "#["]
    bare = [r for r in rows if not re.fullmatch(r"[a-z0-9.+-]+ +# .+", r)]
    tap.ok(not bare, "every Debian package has a reason", "\n".join(bare))
    names = [r.split()[0] for r in rows]
    tap.ok(len(set(names)) == len(names) > 10, "and is listed once")


def main():
    tap = Tap()
    for check in (functions, paths, same_commands, publiccode, licences,
                  packages):
        check(tap)
    sys.exit(tap.done())


main()
