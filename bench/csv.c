/* csv: our rows beside libcsv, Python's csv.reader and a bare memchr */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/csv.h"
#include "base/file.h"
#include "bench/csv_libcsv.h"
#include "bench/side.h"

enum { ROWS = 100000, ROUNDS = 9, PART = 64 * 1024, FIELD_END = 31, ROW_END };

/* What a side made of the input; hash only where it was asked for. */
struct tally {
	uint64_t rows, fields, bytes;
	uint32_t hash;
};

static struct buf input;
static uint64_t seed = 20261122;
static bool hashing;

static uint64_t
next_random(void)
{
	uint64_t z = seed += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

/* The columns of a made-up report about TLS servers: t time, a address,
 * n number, h host, w word, p phrase, q phrase with "" and a comma,
 * x 32 hex, X 128 hex, - empty. */
static const char shape[] = "twawnhwnwwwnwwwpwnhwttxxnpwq-www------w-w----"
			    "XXxwnwpw-pqnwpww";

static void
phrase_put(struct buf *b, uint64_t r)
{
	static const char *const phrases[] = {"text/html; charset=UTF-8",
	    "Mon, 06 May 2024 01:02:03 GMT", "session=1f3c; path=/",
	    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"};

	buf_str(b, str_of(phrases[r % 4]));
}

static void
column_put(struct buf *b, char kind, uint64_t r)
{
	static const char *const words[] = {"high", "NL", "tcp", "keep-alive",
	    "Noord-Holland", "rsaEncryption", "N", "HTTP/1.1"};

	switch (kind) {
	case 't':
		buf_fmt(b, "2024-05-%02u %02u:%02u:%02u",
		    (unsigned)(r % 28) + 1, (unsigned)(r >> 8) % 24,
		    (unsigned)(r >> 16) % 60, (unsigned)(r >> 24) % 60);
		break;
	case 'a':
		buf_fmt(b, "198.51.100.%u", (unsigned)r % 256);
		break;
	case 'n':
		buf_fmt(b, "%u", (unsigned)r % 100000);
		break;
	case 'h':
		buf_fmt(b, "host-%x.office%u.example", (unsigned)r,
		    (unsigned)(r >> 32) % 1000);
		break;
	case 'w':
		buf_str(b, str_of(words[r % 8]));
		break;
	case 'p':
		phrase_put(b, r);
		break;
	case 'q':
		buf_fmt(b, "Bakery \"\"The %x\"\", Amsterdam", (unsigned)r);
		break;
	case 'X':
	case 'x':
		for (int i = 0; i < (kind == 'X' ? 8 : 2); i++)
			buf_fmt(b, "%016llx", (unsigned long long)r);
		break;
	default:
		break;
	}
}

static void
input_make(size_t rows)
{
	for (size_t i = 0; i < rows; i++)
		for (size_t k = 0; k < 60; k++) {
			buf_str(&input, k == 0 ? STR("\"") : STR(",\""));
			column_put(&input, shape[k], next_random());
			buf_str(&input, k == 59 ? STR("\"\n") : STR("\""));
		}
}

static uint32_t crc_table[256];

static void
crc_init(void)
{
	for (uint32_t i = 0; i < 256; i++) {
		uint32_t v = i;
		for (int k = 0; k < 8; k++)
			v = v >> 1 ^ (v & 1 ? 0xedb88320u : 0);
		crc_table[i] = v;
	}
}

/* CRC-32 (IEEE 802.3), because Python has it too. */
static uint32_t
crc(uint32_t sum, const void *p, size_t n)
{
	const unsigned char *u = p;

	sum = ~sum;
	for (size_t i = 0; i < n; i++)
		sum = crc_table[(sum ^ u[i]) & 0xff] ^ sum >> 8;
	return ~sum;
}

static void
mark(struct tally *t, char c)
{
	t->hash = crc(t->hash, &c, 1);
}

static void
field_count(struct tally *t, const void *p, size_t n)
{
	t->fields++;
	t->bytes += n;
	if (hashing) {
		t->hash = crc(t->hash, p, n);
		mark(t, FIELD_END);
	}
}

static void
row_count(struct tally *t)
{
	t->rows++;
	if (hashing)
		mark(t, ROW_END);
}

static long
memory_read(void *from, void *p, size_t n)
{
	struct str *left = from, part = str_upto(*left, n);

	memcpy(p, part.p, part.n);
	*left = str_from(*left, part.n);
	return (long)part.n;
}

static double
ours(void *with)
{
	struct tally *t = with;
	struct str left = buf_all(&input);
	struct csv_row row;
	double start = side_now();
	struct csv *c = csv_open((struct csv_source){memory_read, &left}, ',');

	*t = (struct tally){0};
	while (csv_next(c, &row)) {
		for (size_t i = 0; i < row.n; i++)
			field_count(t, row.field[i].p, row.field[i].n);
		row_count(t);
	}
	csv_free(c);
	return side_now() - start;
}

static void
libcsv_field(void *p, size_t n, void *with)
{
	field_count(with, p, n);
}

static void
libcsv_row(int c, void *with)
{
	(void)c;
	row_count(with);
}

static double
libcsv(void *with)
{
	struct tally *t = with;
	double start = side_now();

	*t = (struct tally){0};
	libcsv_walk(buf_all(&input), PART, libcsv_field, libcsv_row, t);
	return side_now() - start;
}

/* No CSV reader can be faster than finding the line ends. */
static double
newlines(void *with)
{
	struct tally *t = with;
	const char *p = input.p, *end = input.p + input.n;
	double start = side_now();

	*t = (struct tally){0};
	while ((p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		t->rows++;
		if (++p == end)
			break;
	}
	return side_now() - start;
}

/* One process for all rounds; a line in is a round, a line out its figures.
 * The text is in memory and decoded before the clock starts. */
static const char python_program[] =
    "import csv, io, sys, time, zlib, platform\n"
    "text = open(sys.argv[1], newline='').read()\n"
    "print(platform.python_version(), flush=True)\n"
    "for order in sys.stdin:\n"
    "  h = order[0] == 'h'\n"
    "  rows = fields = size = crc = 0\n"
    "  start = time.perf_counter()\n"
    "  for row in csv.reader(io.StringIO(text, newline='')):\n"
    "    rows += 1\n"
    "    fields += len(row)\n"
    "    if h:\n"
    "      size += sum(map(len, row))\n"
    "      b = ''.join([f + chr(31) for f in row]) + chr(32)\n"
    "      crc = zlib.crc32(b.encode(), crc)\n"
    "  took = time.perf_counter() - start\n"
    "  print(took, rows, fields, size, crc, flush=True)\n";

static FILE *python_in, *python_out;

static bool
python_start(void)
{
	char path[] = "/tmp/dijkwacht-bench-XXXXXX", version[64];
	int fd = mkstemp(path), in[2], out[2];

	if (fd < 0 || !file_write(fd, input.p, input.n) || pipe(in) != 0 ||
	    pipe(out) != 0)
		die_errno("cannot hand the input to python3");
	close(fd);
	if (fork() == 0) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		close(in[1]);
		execlp("python3", "python3", "-c", python_program, path,
		    (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	python_in = fdopen(in[1], "w");
	python_out = fdopen(out[0], "r");
	if (python_in == NULL || python_out == NULL)
		die_errno("cannot talk to python3");
	bool there = fgets(version, sizeof(version), python_out) != NULL;
	unlink(path);
	if (there)
		printf("python: %s", version);
	return there;
}

static double
python(void *with)
{
	struct tally *t = with;
	unsigned long long rows, fields, bytes, hash;
	double took;
	char line[256];

	fprintf(python_in, "%c\n", hashing ? 'h' : '-');
	fflush(python_in);
	if (fgets(line, sizeof(line), python_out) == NULL ||
	    sscanf(line, "%lf %llu %llu %llu %llu", &took, &rows, &fields,
		&bytes, &hash) != 5)
		die("python3 stopped");
	*t = (struct tally){rows, fields, bytes, (uint32_t)hash};
	return took;
}

static void
outputs_compare(const struct side *s, size_t n)
{
	const struct tally *first = s[0].with;

	hashing = true;
	for (size_t i = 0; i < n; i++) {
		const struct tally *t = s[i].with;
		s[i].run(s[i].with);
		printf("%-16s %llu rows, %llu fields, %llu bytes, hash %08x\n",
		    s[i].name, (unsigned long long)t->rows,
		    (unsigned long long)t->fields, (unsigned long long)t->bytes,
		    (unsigned)t->hash);
		if (t->rows != first->rows || t->fields != first->fields ||
		    t->bytes != first->bytes || t->hash != first->hash)
			die("%s and %s do not agree", s[0].name, s[i].name);
	}
	hashing = false;
}

int
main(int argc, char **argv)
{
	static struct tally tally[4];
	struct side s[4] = {{.name = "ours", .run = ours}};
	size_t n = 1;

	crc_init();
	side_machine();
	input_make(argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : ROWS);
	printf("input: %zu bytes, 60 quoted columns, seed 20261122\n", input.n);
	if (libcsv_version() != NULL) {
		s[n++] = (struct side){.name = "libcsv", .run = libcsv};
		printf("libcsv: %s\n", libcsv_version());
	} else {
		printf("libcsv: passed over, not there at build time\n");
	}
	if (python_start())
		s[n++] = (struct side){.name = "csv.reader", .run = python};
	else
		printf("python: passed over, there is no python3\n");
	for (size_t i = 0; i < 4; i++)
		s[i].with = &tally[i];
	outputs_compare(s, n);
	s[n] = (struct side){
	    .name = "newline memchr", .run = newlines, .with = &tally[n]};
	sides_run(s, n + 1, ROUNDS);
	sides_print(s, n + 1, (double)input.n / 1e9, "GB");
	return 0;
}
