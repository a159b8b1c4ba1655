/* language: which of ours a browser asks for */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_LANGUAGE_H
#define WEB_LANGUAGE_H

#include "words.gen.h"

/*
 * Of Accept-Language (RFC 9110 12.5.4) the one with the highest weight, the
 * first of equals; "nl-BE" counts as "nl". Dutch where it names none of ours
 * or does not read.
 */
enum lang language_wanted(struct str accept);

#endif
