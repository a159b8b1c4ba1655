/* escrow: the keys on a sheet of paper, sealed with a passphrase */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/escrow.h"

#include <sodium.h>
#include <string.h>

#define AEAD(x) crypto_aead_xchacha20poly1305_ietf_##x

enum {
	SALT = crypto_pwhash_SALTBYTES,
	NONCE = AEAD(NPUBBYTES),
	SEALED = sizeof(struct escrow) + AEAD(ABYTES),
	SHEET = SALT + NONCE + SEALED,
	LINE = 15, /* bytes of a line: 24 letters */
	LINES = SHEET / LINE,
	LINE_LETTERS = LINE * 8 / 5,
	CHECK_LETTERS = 2,
	GROUP = 4,
	GROUPS_OF_PHRASE = 5,
};

_Static_assert(SHEET % LINE == 0, "a sheet is no whole lines");
_Static_assert(
    LINES < 32 && 1 + LINE_LETTERS + CHECK_LETTERS < 32, "the check says less");

static const char letters[] = "0123456789abcdefghjkmnpqrstvwxyz";
static const char about[] = "dijkwacht escrow 1";

static const char head[] =
    "Dijkwacht: the keys of a service, sealed with a passphrase\n"
    "\n"
    "Keep this sheet in a safe, and its passphrase in another one. With both,\n"
    "`dijkwacht keys recover` makes the keys again. Form: escrow 1\n"
    "\n";

/* Letters of five bits, the first bits first; n is a multiple of five. */
static void
letters_put(char *out, const unsigned char *p, size_t n)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < n; i++) {
		bits = bits << 8 | p[i];
		if (i % 5 == 4)
			for (int k = 7; k >= 0; k--)
				*out++ = letters[bits >> (k * 5) & 31];
	}
}

/* 32: no letter of ours. */
static unsigned
letter_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		c = (char)(c - 'A' + 'a');
	if (c == 'o')
		c = '0';
	if (c == 'i' || c == 'l')
		c = '1';

	return (unsigned)str_find(str_make(letters, 32), c);
}

/* Times x in GF(2^5), where x^5 = x^2 + 1. */
static unsigned
times_x(unsigned v)
{
	return v << 1 ^ (v >> 4) * 0x25;
}

/*
 * Two letters that hang on a line's number and letters: what remains of them
 * after division by (x + 1)(x + a), a Reed-Solomon code of distance 3. So one
 * or two wrong letters in a line, or two that changed places, are always seen.
 */
static void
check_put(char out[CHECK_LETTERS], size_t line, const char text[LINE_LETTERS])
{
	unsigned high = 0, low = 0;

	for (size_t i = 0; i <= LINE_LETTERS; i++) {
		unsigned v =
		    i == 0 ? (unsigned)line : letter_value(text[i - 1]);
		v ^= high;
		high = low ^ v ^ times_x(v);
		low = times_x(v);
	}
	out[0] = letters[high];
	out[1] = letters[low];
}

static void
key_make(unsigned char *key, struct str phrase, const unsigned char *salt)
{
	char plain[ESCROW_PHRASE];
	size_t n = 0;

	for (size_t i = 0; i < phrase.n && n < sizeof(plain); i++)
		if (letter_value(phrase.p[i]) < 32)
			plain[n++] = letters[letter_value(phrase.p[i])];
	if (crypto_pwhash(key, AEAD(KEYBYTES), plain, n, salt,
		crypto_pwhash_OPSLIMIT_INTERACTIVE,
		crypto_pwhash_MEMLIMIT_INTERACTIVE,
		crypto_pwhash_ALG_ARGON2ID13) != 0)
		die("no 64 MiB of memory to make a key of the passphrase");
	seal_forget(plain, sizeof(plain));
}

static void
sodium_start(void)
{
	if (sodium_init() < 0)
		die("libsodium does not start: no random source");
}

void
escrow_phrase(char phrase[ESCROW_PHRASE + 1])
{
	sodium_start();
	for (size_t i = 0; i < ESCROW_PHRASE; i++)
		phrase[i] = i % (GROUPS_OF_PHRASE + 1) == GROUPS_OF_PHRASE
		    ? '-'
		    : letters[randombytes_uniform(32)];
	phrase[ESCROW_PHRASE] = '\0';
}

static void
line_put(struct buf *text, size_t line, const unsigned char *p)
{
	char out[LINE_LETTERS + CHECK_LETTERS];

	letters_put(out, p, LINE);
	check_put(out + LINE_LETTERS, line, out);
	buf_fmt(text, "%zu  ", line);
	for (size_t i = 0; i < sizeof(out); i += GROUP)
		buf_fmt(text, "%s%.*s", i > 0 ? " " : "",
		    (int)(sizeof(out) - i < GROUP ? sizeof(out) - i : GROUP),
		    out + i);
	buf_char(text, '\n');
}

void
escrow_put(struct buf *text, const struct escrow *e, struct str phrase)
{
	unsigned char sheet[SHEET], key[AEAD(KEYBYTES)];

	sodium_start();
	randombytes_buf(sheet, SALT + NONCE);
	key_make(key, phrase, sheet);
	AEAD(encrypt)
	(sheet + SALT + NONCE, NULL, (const unsigned char *)e, sizeof(*e),
	    (const unsigned char *)about, sizeof(about) - 1, NULL, sheet + SALT,
	    key);
	seal_forget(key, sizeof(key));
	buf_str(text, str_of(head));
	for (size_t i = 0; i < LINES; i++)
		line_put(text, i + 1, sheet + i * LINE);
}

/* The letters behind a line's number; false for other characters, or too few
 * or too many. */
static bool
line_read(struct str line, size_t number, unsigned char *out)
{
	char text[LINE_LETTERS + CHECK_LETTERS], check[CHECK_LETTERS];
	size_t n = 0;

	for (size_t i = 0; i < line.n; i++) {
		unsigned v = letter_value(line.p[i]);
		if (v == 32 && str_find(STR(" -\t\r"), line.p[i]) < 4)
			continue;
		if (v == 32 || n == sizeof(text))
			return false;
		text[n++] = letters[v];
	}
	if (n != sizeof(text))
		return false;
	check_put(check, number, text);
	if (memcmp(check, text + LINE_LETTERS, CHECK_LETTERS) != 0)
		return false;
	memset(out, 0, LINE);
	for (size_t i = 0; i < LINE_LETTERS * 5; i++)
		if (letter_value(text[i / 5]) >> (4 - i % 5) & 1)
			out[i / 8] =
			    (unsigned char)(out[i / 8] | 1u << (7 - i % 8));
	return true;
}

/* Lines may stand among others: those that begin with a number and a space. */
static enum err
sheet_read(unsigned char sheet[SHEET], struct str text, struct why *w)
{
	struct str line;
	uint64_t number, want = 1;

	while (want <= LINES && str_split(&text, '\n', &line)) {
		line = str_trim(line);
		size_t space = str_find(line, ' ');
		if (!str_u64(str_upto(line, space), LINES, &number) ||
		    space == line.n)
			continue;
		if (number != want ||
		    !line_read(str_from(line, space), (size_t)number,
			sheet + (want - 1) * LINE))
			return why_set(w, ERR_SYNTAX,
			    "line %llu of the sheet is mistyped or missing",
			    (unsigned long long)want);
		want++;
	}
	if (want <= LINES)
		return why_set(w, ERR_SYNTAX,
		    "this is no sheet with keys: line %llu of %d is not there",
		    (unsigned long long)want, (int)LINES);
	return OK;
}

enum err
escrow_read(struct escrow *e, struct str text, struct str phrase, struct why *w)
{
	unsigned char sheet[SHEET], key[AEAD(KEYBYTES)];

	sodium_start();

	enum err err = sheet_read(sheet, text, w);

	if (err != OK)
		return err;
	key_make(key, phrase, sheet);
	if (AEAD(decrypt)((unsigned char *)e, NULL, NULL, sheet + SALT + NONCE,
		SEALED, (const unsigned char *)about, sizeof(about) - 1,
		sheet + SALT, key) != 0)
		err = why_set(
		    w, ERR_REFUSED, "the passphrase is not that of this sheet");
	seal_forget(key, sizeof(key));
	return err;
}
