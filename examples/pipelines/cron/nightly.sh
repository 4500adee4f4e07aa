#!/bin/sh
# A crontab line:  17 4 * * *  /srv/profiles/nightly.sh
# The folder contains the program, and `settings.env` (mode 600) with STACK, PULUMI_*, TIM_* and, optionally, NOTIFY_URL.
set -u
cd "$(dirname "$0")" || exit 1
set -a
. ./settings.env
set +a

# cron mails all output, so print nothing if nothing has changed.
npx pulumi-tim drift --stack "$STACK" --history drift-history.json \
	${NOTIFY_URL:+--notify "$NOTIFY_URL"} --output json=drift.json > drift.txt 2>&1
code=$?
[ "$code" -eq 0 ] || cat drift.txt
exit "$code"
