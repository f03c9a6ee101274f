#!/bin/sh
# Prints numbered lines, slowly, and writes down in a file outside what it does and when: that it begins (B), each line (L),
# a process it starts beside itself (C), and that it ends (E). Before it begins it looks whether a process that an earlier
# attempt of the same run wrote down still lives, which would be a clash (X).
#
# Arguments: the file, how many lines, the seconds between two lines, and a second file, before which is there it does not
# go beyond half of its lines.
file=$1 lines=$2 pause=$3 gate=${4:-}
attempt="$DEVQ_RUN_ID $DEVQ_ATTEMPT"

born() { # when a process began, in ticks since the machine started; nothing when it is over
  stat=
  { IFS= read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 0
  set -- ${stat##*) }
  case $1 in Z|X) ;; *) printf '%s' "${20}" ;; esac
}

note() { printf '%s %s %s %s\n' "$1" "$attempt" "$2" "$(date +%s.%N)" >>"$file"; }

while read -r kind run number pid began _; do
  case $kind in B|C) ;; *) continue ;; esac
  if [ "$run" = "$DEVQ_RUN_ID" ] && [ "$number" != "$DEVQ_ATTEMPT" ] && [ "$(born "$pid")" = "$began" ]; then
    note X "$pid $began"
  fi
done <"$file"

note B "$$ $(born $$)"
sleep 600 &
note C "$! $(born $!)"
setsid sleep 600 &
note C "$! $(born $!)"
i=0
while [ "$i" -lt "$lines" ]; do
  i=$((i + 1))
  note L "$i"
  echo "line $i"
  sleep "$pause"
  [ "$i" -eq $((lines / 2)) ] && [ -n "$gate" ] && until [ -e "$gate" ]; do sleep 0.05; done
done
note E "$$"
