/* tests of web/html: values that want to be more than values */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/html.h"

#include "test/tap.h"

#define FFFD "\xef\xbf\xbd"

static void
is_put(void (*put)(struct buf *out, struct str s), struct str value,
    const char *want)
{
	struct buf b = {0};

	put(&b, value);
	is_text(buf_all(&b), want);
	buf_free(&b);
}

TEST(text)
{
	is_put(html_text_str, STR("Jansen & Zoon"), "Jansen &amp; Zoon");
	is_put(html_text_str, STR("<script>alert('x')</script>"),
	    "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
	is_put(html_text_str, STR("\" onload=\"x"), "&quot; onload=&quot;x");
	is_put(html_text_str, STR("caf\xc3\xa9\n\t."), "caf\xc3\xa9\n\t.");
	is_put(
	    html_text_str, STR("a\0b\x1b[c\x7f"), "a" FFFD "b" FFFD "[c" FFFD);
	is_put(html_text_str, STR("\xff\xc3"), FFFD FFFD);
	is_put(html_text_str,
	    STR("\xe2\x80\xae"
		"exe\xe2\x81\xa6"),
	    FFFD "exe" FFFD);
	is_put(html_text_str, STR("\xc2\x85"), FFFD);
	is_put(html_text_str, (struct str){0}, "");
}

TEST(whole_addresses)
{
	is_put(html_address, STR("/stop/x?a=1&b=2"), "/stop/x?a=1&amp;b=2");
	is_put(html_address, STR("https://a.example/"), "https://a.example/");
	is_put(html_address, STR("mailto:a@b.example"), "mailto:a@b.example");
	is_put(html_address, STR("tel:+31123"), "tel:+31123");
	is_put(html_address, STR("javascript:alert(1)"), "#");
	is_put(html_address, STR("JaVaScript:alert(1)"), "#");
	is_put(html_address, STR(" javascript:alert(1)"), "#");
	is_put(html_address, STR("data:text/html,x"), "#");
	is_put(html_address, STR("//evil.example"), "#");
	is_put(html_address, STR("/\\evil.example"), "#");
	is_put(html_address, STR("http://a.example"), "#");
	is_put(html_address, STR(""), "#");
	is_put(html_address, STR("/\"><b>"), "/&quot;&gt;&lt;b&gt;");
}

TEST(parts_of_addresses)
{
	is_put(html_address_part_str, STR("aZ09-._~"), "aZ09-._~");
	is_put(html_address_part_str, STR("../x?a=b&c#d%"),
	    "..%2Fx%3Fa%3Db%26c%23d%25");
	is_put(html_address_part_str, STR("\"\0\xff"), "%22%00%FF");
	/* one bit off a letter is not a letter */
	is_put(html_address_part_str, STR("@[`{"), "%40%5B%60%7B");
}

TEST(numbers)
{
	struct buf b = {0};

	html_text(&b, (int8_t)-3);
	html_quoted(&b, UINT64_MAX);
	html_address_part(&b, (size_t)7);
	html_text(&b, INT64_MIN);
	is_text(buf_all(&b), "-3184467440737095516157-9223372036854775808");
	buf_free(&b);
}
