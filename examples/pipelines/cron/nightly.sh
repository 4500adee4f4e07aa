#!/bin/sh
# Example crontab line:  17 4 * * *  /srv/profiles/nightly.sh
# The folder of this script must contain the program and the file `settings.env` (mode 600), which sets STACK, PULUMI_*,
# TIM_*, and TIM_DRIFT_NOTIFY for notifications.
set -u
cd "$(dirname "$0")" || exit 1
set -a
. ./settings.env
set +a

# cron sends any output by mail, so the report is printed only if drift is found or the run fails.
umask 077 # the reports contain values of profiles
npx pulumi-tim drift --stack "$STACK" --history drift-history.json \
	--output json=drift.json --output html=drift.html > drift.txt 2>&1
code=$?
[ "$code" -eq 0 ] || cat drift.txt
exit "$code"
