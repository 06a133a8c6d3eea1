#!/usr/bin/env bash
# The step of action.yml that checks. It is for all of GitHub's runners, so also for the bash 3.2 of
# macOS and Git's bash on Windows. It ends with chatlint's exit code, or with 2 where it gets no
# further.
set -euo pipefail

stop() {
  printf '::error title=chatlint::%s\n' "$1"
  printf 'exit-code=2\n' >> "$GITHUB_OUTPUT"
  exit 2
}

# -I: nothing is imported from the current folder, or from where PYTHONPATH leads.
python() {
  "$PYTHON" -I "$@"
}

# Installs $1 in the folder $environment.
install() {
  python -m venv --clear "$environment" &&
    "$(programs)/python" -I -m pip install --quiet --disable-pip-version-check --no-input "$1" &&
    touch "$environment/installed"
}

# Says where the environment has its programs; on Windows that is elsewhere.
programs() {
  if [[ -d $environment/Scripts ]]; then
    printf '%s' "$environment/Scripts"
  else
    printf '%s' "$environment/bin"
  fi
}

# Says which revision the event changed; nothing if it changed none.
base() {
  case $GITHUB_EVENT_NAME in
    pull_request)
      # GitHub checks out the pull request merged into its base, unless the workflow says otherwise.
      # The first parent of that merge is the base.
      if [[ $(git rev-parse HEAD) == "$GITHUB_SHA" ]] &&
        git rev-parse --quiet --verify HEAD^2 > /dev/null; then
        printf 'HEAD^1'
      else
        printf '%s' "origin/$GITHUB_BASE_REF"
      fi
      ;;
    pull_request_target)
      printf '%s' "origin/$GITHUB_BASE_REF"
      ;;
    push | merge_group)
      # Before it was pushed, a new branch was at 000…
      python -c '
import json, os
with open(os.environ["GITHUB_EVENT_PATH"], encoding="utf-8") as file:
    event = json.load(file)
before = event.get("before") or event.get("merge_group", {}).get("base_sha") or ""
print(before if before.strip("0") else "", end="")'
      ;;
  esac
}

# Says how many findings the JSON report $1 has.
count() {
  python -c '
import json, sys
with open(sys.argv[1], encoding="utf-8") as file:
    print(len(json.load(file)["diagnostics"]), end="")' "$1"
}

# Takes out of the SARIF log $1 what somebody said no to: code scanning would open alerts for it.
without_accepted() {
  python -c '
import json, sys
with open(sys.argv[1], encoding="utf-8") as file:
    log = json.load(file)
for run in log["runs"]:
    run["results"] = [
        each
        for each in run["results"]
        if not each.get("suppressions") and each.get("baselineState") != "unchanged"
    ]
with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump(log, file)' "$1"
}

[[ $INPUT_VERSION =~ ^[0-9a-z.+]*$ ]] || stop 'version: expected one as 1.2.3, or latest'
case $INPUT_VERSION in
  '') requirement=$GITHUB_ACTION_PATH ;;
  latest) requirement=connect-chatlint ;;
  *) requirement=connect-chatlint==$INPUT_VERSION ;;
esac
environment=$RUNNER_TEMP/chatlint-${INPUT_VERSION:-own}
# An earlier step of the job may have done it.
[[ -e $environment/installed ]] || install "$requirement" || stop 'chatlint was not installed'

cd -- "$INPUT_WORKING_DIRECTORY" || stop 'working-directory: there is no such folder'
reports=$(mktemp -d "$RUNNER_TEMP/chatlint-reports.XXXXXX")
arguments=(check --format github --format "json=$reports/chatlint.json")
if [[ $INPUT_SARIF_UPLOAD == true ]]; then
  # Code scanning takes a finding that is not told for mended, and knows by itself what is new.
  [[ $INPUT_ONLY_CHANGED != true ]] || stop 'sarif-upload needs all findings: drop only-changed'
  arguments+=(--format "sarif=$reports/chatlint.sarif")
fi
[[ -z $INPUT_CONFIG ]] || arguments+=("--config=$INPUT_CONFIG")
[[ -z $INPUT_FAIL_ON ]] || arguments+=("--fail-on=$INPUT_FAIL_ON")
if [[ $INPUT_ONLY_CHANGED == true ]]; then
  since=$(base) || stop 'only-changed: the event cannot be read'
  if [[ -n $since ]]; then
    arguments+=("--since=$since")
  else
    printf 'This event changed nothing that is known, so everything is checked.\n'
  fi
fi
read -r -d '' -a more <<< "$INPUT_ARGS" || true
arguments+=(${more[@]+"${more[@]}"} --)
while IFS= read -r path; do
  path=${path%$'\r'}
  [[ -z $path ]] || arguments+=("$path")
done <<< "$INPUT_PATHS"

code=0
PYTHON=$(programs)/python
python -m chatlint "${arguments[@]}" || code=$?

findings=
sarif=
[[ ! -f $reports/chatlint.json ]] || findings=$(count "$reports/chatlint.json")
if [[ -f $reports/chatlint.sarif ]]; then
  sarif=$reports/chatlint.sarif
  without_accepted "$sarif"
fi
{
  printf 'exit-code=%s\n' "$code"
  printf 'findings=%s\n' "$findings"
  printf 'sarif-file=%s\n' "$sarif"
} >> "$GITHUB_OUTPUT"
exit "$code"
