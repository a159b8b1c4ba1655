/* ladder: how far we go for somebody who does not answer, by severity */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "finding/ladder.h"

/* clang-format off */
static const struct ladder ladders[SEVERITY_COUNT] = {
	/*                   reminders other desk call */
	[SEVERITY_NONE] =     {2,      0,    0,   0},
	[SEVERITY_INFO] =     {2,      0,    0,   0},
	[SEVERITY_LOW] =      {3,      4,    0,  72},
	[SEVERITY_MEDIUM] =   {5,      3,   30,  48},
	[SEVERITY_HIGH] =     {5,      2,   10,  16},
	[SEVERITY_CRITICAL] = {5,      2,    3,   4},
};
/* clang-format on */

const struct ladder *
ladder_of(enum severity s)
{
	return &ladders[s < SEVERITY_COUNT ? s : SEVERITY_NONE];
}
