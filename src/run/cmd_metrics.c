/* cmd_metrics: numbers about the service, for Prometheus */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/commands.h"
#include "run/metrics.h"

static int
run(struct job *job)
{
	struct buf b = {0};

	metrics_put(&b, job);
	job_str(job, buf_all(&b));
	buf_free(&b);
	return 0;
}

const struct command command_metrics = {
    .name = "metrics",
    .example = "",
    .args = "",
    .about = "numbers about the service, as text for Prometheus",
    .place = PLACE_READER,
    .more =
	"`dijkwacht serve` writes the same to run/metrics.prom every minute, "
	"for the textfile collector of node_exporter. No company, contact "
	"or address is in it.",
    .run = run,
};
