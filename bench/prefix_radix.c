/* prefix_radix: the same prefixes in Python's radix module */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "bench/prefix_peer.h"

/*
 * No garbage collection, texts made beforehand, names bound once: its best.
 * (Its packed= form fails on Python 3.10 and later.)
 */
static const char script[] =
    "import gc, socket, struct, sys, time, radix\n"
    "gc.disable()\n"
    "def load(name, size):\n"
    "    b = open(name, 'rb').read()\n"
    "    return [b[i:i + size] for i in range(0, len(b), size)]\n"
    "def text(kind, b):\n"
    "    if kind == 4:\n"
    "        return socket.inet_ntop(socket.AF_INET, b[:4])\n"
    "    return socket.inet_ntop(socket.AF_INET6, b)\n"
    "prefixes = [(text(r[0], r[2:]), r[1]) for r in load('prefixes', 18)]\n"
    "def build():\n"
    "    t = time.perf_counter()\n"
    "    tree = radix.Radix()\n"
    "    add = tree.add\n"
    "    for i, (b, n) in enumerate(prefixes):\n"
    "        add(b, n).data['v'] = i\n"
    "    return tree, time.perf_counter() - t\n"
    "tree, t = build()\n"
    "keys = {}\n"
    "print('ready', flush=True)\n"
    "for line in sys.stdin:\n"
    "    verb, name = line.split()\n"
    "    if verb == 'build':\n"
    "        again, t = build()\n"
    "        del again\n"
    "        print(t, flush=True)\n"
    "        continue\n"
    "    if name not in keys:\n"
    "        keys[name] = [text(r[0], r[1:]) for r in load(name, 17)]\n"
    "    best = tree.search_best\n"
    "    found = []\n"
    "    put = found.append\n"
    "    t = time.perf_counter()\n"
    "    for k in keys[name]:\n"
    "        n = best(k)\n"
    "        put(0xffffffff if n is None else n.data['v'])\n"
    "    t = time.perf_counter() - t\n"
    "    if verb == 'answers':\n"
    "        open('answers', 'wb').write(struct.pack('<%dI' % len(found),"
    " *found))\n"
    "    print(t, flush=True)\n";

struct peer peer_radix = {
    .name = "python3-radix", .script = script, .keys = 100000};
