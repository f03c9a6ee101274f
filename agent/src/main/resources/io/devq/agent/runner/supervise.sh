#!/bin/sh
# Runs the command given as arguments for a DevQ agent, and sees to it that no process of it outlives the agent.
#
# Started by setsid, so this shell leads a session and a process group of its own. Standard input is a pipe from the agent;
# nothing is ever written to it: it ends when the agent dies, however it dies. Then everything in the session, and
# everything that carries the mark in its environment, gets TERM and a moment later KILL.
#
# Needs: a POSIX shell, /proc, sleep and grep.
# Arguments: the file to record the process in, the mark, the grace in tenths of a second, the command.
record=$1 mark=$2 grace=$3
shift 3
exec 3<&0 </dev/null

# Ignoring signals would be inherited by the command; a handler is not.
trap : HUP INT TERM

# A process that is gone while it is looked at is no error.
session_of() {
  fields=
  { IFS= read -r fields <"/proc/$1/stat"; } 2>/dev/null || return 1
  set -- ${fields##*) }
  [ "$1" != Z ] && session=$4 start=${20}
}

# Everything in the session or with the mark, but this watcher and the supervisor.
members() {
  members=
  for entry in /proc/[0-9]*; do
    pid=${entry#/proc/}
    if [ "$pid" != "$self" ] && [ "$pid" != "$$" ] && session_of "$pid" && [ "$session" = "$$" ]; then
      members="$members $pid"
    fi
  done
  for entry in $(grep -slzxF "DEVQ_WORKSPACE=$mark" /proc/[0-9]*/environ); do
    pid=${entry#/proc/}
    pid=${pid%/environ}
    case " $self $$ $members " in
      *" $pid "*) ;;
      *) session_of "$pid" && members="$members $pid" ;;
    esac
  done
  [ -n "$members" ]
}

watch() {
  trap '' HUP INT TERM
  read -r self rest </proc/self/stat
  while read -r ignored <&3; do :; done
  members && kill -TERM $members 2>/dev/null
  while [ "$grace" -gt 0 ] && members; do
    sleep 0.1
    grace=$((grace - 1))
  done
  passes=0
  while [ "$passes" -lt 50 ] && members; do
    kill -KILL $members 2>/dev/null
    passes=$((passes + 1))
    sleep 0.02
  done
}

session_of $$ || exit 125
watch >/dev/null 2>&1 &
watcher=$!
read -r boot </proc/sys/kernel/random/boot_id
echo "$$ $start $watcher $boot" >"$record.new" && mv "$record.new" "$record" || exit 125

"$@" 3<&- &
work=$!
while :; do
  wait "$work"
  status=$?
  kill -0 "$work" 2>/dev/null || break
done
exit "$status"
