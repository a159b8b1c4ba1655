/* tests of value/code: the check code in a notice */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "value/code.h"

#include <string.h>

#include "test/tap.h"

static const char letters[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

TEST(what_is_made_reads)
{
	char made[CODE_SIZE], read[CODE_SIZE];

	for (int i = 0; i < 1000; i++) {
		code_make(made);
		is_int(strlen(made), CODE_SIZE - 1);
		ok(made[4] == '-' && made[9] == '-');
		ok(code_read(str_of(made), read));
		is_text(str_of(read), made);
	}
}

TEST(any_one_wrong_character_is_found)
{
	char made[CODE_SIZE], wrong[CODE_SIZE], read[CODE_SIZE];

	for (int i = 0; i < 20; i++) {
		code_make(made);
		for (size_t at = 0; at < CODE_SIZE - 1; at++) {
			if (made[at] == '-')
				continue;
			memcpy(wrong, made, sizeof(made));
			for (size_t k = 0; k < 32; k++) {
				wrong[at] = letters[k];
				if (wrong[at] != made[at])
					ok(!code_read(str_of(wrong), read));
			}
		}
	}
}

TEST(two_neighbours_swapped_are_found)
{
	char made[CODE_SIZE], read[CODE_SIZE];
	int missed = 0;

	for (int i = 0; i < 1000; i++) {
		code_make(made);
		if (made[0] == made[1])
			continue;
		char c = made[0];
		made[0] = made[1];
		made[1] = c;
		missed += code_read(str_of(made), read);
	}
	/* Luhn misses the first letter beside the last one: 2 in 992 pairs */
	ok(missed < 15);
}

TEST(as_people_type_it)
{
	char made[CODE_SIZE], read[CODE_SIZE], typed[64];

	code_make(made);
	for (size_t i = 0; i < sizeof(made); i++)
		typed[i] =
		    (char)(made[i] >= 'A' && made[i] <= 'Z' ? made[i] + 32
							    : made[i]);
	ok(code_read(str_of(typed), read));
	is_text(str_of(read), made);
	memmove(typed + 2, made, 4);
	typed[0] = typed[1] = ' ';
	memmove(typed + 6, made + 5, 4);
	memmove(typed + 10, made + 10, 5);
	ok(code_read(str_of(typed), read));
	is_text(str_of(read), made);
}

TEST(what_is_no_code)
{
	char made[CODE_SIZE], read[CODE_SIZE], more[32];

	code_make(made);
	ok(!code_read(STR(""), read));
	ok(!code_read(str_upto(str_of(made), 14 - 1), read));
	memcpy(more, made, CODE_SIZE - 1);
	strcpy(more + CODE_SIZE - 1, "2");
	ok(!code_read(str_of(more), read));
	ok(!code_read(STR("IIII-OOOO-0011"), read));
	ok(!code_read(STR("7KQM 2XPA\nV9TD"), read));
	ok(!code_read(str_make("7KQM\0002XPAV9TD", 13), read));
	ok(!code_read(STR("\xef\xbc\x97KQM-2XPA-V9TD"), read)); /* wide 7 */
}

TEST(its_hash_depends_on_the_key)
{
	unsigned char one[CODE_HASH], two[CODE_HASH], key[CODE_KEY] = {1};

	code_hash(one, key, STR("7KQM-2XPA-V9TD"));
	code_hash(two, key, STR("7KQM-2XPA-V9TD"));
	ok(memcmp(one, two, sizeof(one)) == 0);
	key[0] = 2;
	code_hash(two, key, STR("7KQM-2XPA-V9TD"));
	ok(memcmp(one, two, sizeof(one)) != 0);
	key[0] = 1;
	code_hash(two, key, STR("7KQM-2XPA-V9TE"));
	ok(memcmp(one, two, sizeof(one)) != 0);
}
