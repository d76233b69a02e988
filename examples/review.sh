#!/bin/sh
# Reviews a document with curl and nothing else but what every POSIX system has:
#
#   sh examples/review.sh FILE [ADDRESS]
#
# ADDRESS is http://127.0.0.1:8080 unless said. Where Galley asks for a token, set GALLEY_TOKEN.
# It uploads the file, has every section reviewed in the background, follows that, and writes all that was found
# to FILE's name with .review.md in the current folder. Exit code: 0, or 1 when something failed, which it says.

set -eu

file=${1:?Usage: sh review.sh FILE [ADDRESS]}
address=${2:-http://127.0.0.1:8080}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
answer=$work/answer

# The token goes by a file, because everybody on this machine can read a command's arguments.
: > "$work/headers"
if [ -n "${GALLEY_TOKEN:-}" ]; then
  printf 'Authorization: Bearer %s\n' "$GALLEY_TOKEN" > "$work/headers"
fi

fail() {
  echo "review.sh: $1" >&2
  exit 1
}

# field NAME: the value of a field of the last answer that is a text, a number, true or false.
field() {
  sed -n -e 's/.*"'"$1"'": *"\([^"]*\)".*/\1/p' -e 's/.*"'"$1"'": *\([^",}]*\)[,}].*/\1/p' "$answer"
}

# call PATH [curl's options]: the answer goes to a file; an answer that is an error ends the program with its words.
call() {
  path=$1
  shift
  status=$(curl --silent --show-error --max-time 130 --header @"$work/headers" \
    --output "$answer" --write-out '%{http_code}' "$@" "$address$path") || fail "$address does not answer."
  case $status in
    2*) ;;
    *) fail "$path answered $status: $(field error)" ;;
  esac
}

[ -r "$file" ] || fail "$file cannot be read."
call /upload --form "file=@\"$file\""
session=$(field session_id)
echo "Uploaded as review $session"

call /analyze_document --header 'Prefer: respond-async' --header 'Content-Type: application/json' \
  --data "{\"session_id\": \"$session\"}"
task=$(field task_id)
echo "Task $task has begun"

while :; do
  call "/task_status/$task"
  echo "  $(field progress) %  $(field status)"
  [ "$(field ready)" = true ] && break
  sleep 1
done
[ "$(field successful)" = true ] || fail "The review failed: $(field error)"

call "/sessions/$session/statistics"
echo "Found $(field total) items"

written=$(basename "$file" | sed 's/\.[^.]*$//').review.md
call "/sessions/$session/export?format=md&which=all"
cp "$answer" "$written"
echo "Written to $written"
