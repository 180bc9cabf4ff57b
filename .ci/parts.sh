# The parts of `.ci/run`, in their order. Each prints `N passed, N failed` lines or jest's summary, and needs only what stands before it.
PARTS='unit lint synth stores quickstart'

maas() { node scripts/launch.mjs "$@"; }
jest_real() { maas scripts/test.ts --selectProjects real --runTestsByPath "$@"; }

# What the machine must have, installed once: packages of Debian, and Python environments of our own.
apt_install() { dpkg -s "$@" >/dev/null 2>&1 || { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"; } >"$WORK/logs/apt.log" 2>&1 || { tail -5 "$WORK/logs/apt.log"; return 1; }; }
venv() { # venv NAME REQUIREMENTS: makes or updates it, and answers its bin folder
  local folder=$WORK/venv-$1
  [ -x "$folder/bin/python" ] || python3 -m venv "$folder" || return 1
  "$folder/bin/pip" install -q -r "$2" >"$WORK/logs/pip-$1.log" 2>&1 || { tail -5 "$WORK/logs/pip-$1.log" >&2; return 1; }
  echo "$folder/bin"
}

# Runs a command against a service of its own: serve PORT COMMAND … ; MAAS_URL says where it is.
serve() {
  local port=$1 home status; shift
  home=$(mktemp -d)
  PORT=$port MAAS_HOME=$home maas local/main.ts >"$WORK/logs/service-$port.log" 2>&1 & local service=$!
  for _ in $(seq 600); do curl -sf "http://127.0.0.1:$port/models/default/versions/1" 2>/dev/null | grep -q READY && break; kill -0 $service 2>/dev/null || break; sleep 0.2; done
  MAAS_URL=http://127.0.0.1:$port "$@"; status=$?
  kill -TERM $service; wait $service
  rm -rf "$home"
  return $status
}

part_unit() { npm ci --no-audit --no-fund --loglevel=error && npm test; }

part_lint() { npm run -s lint && echo 'lint: 1 passed, 0 failed'; }

# No Docker, no account: the template twice the same, and a second opinion on it.
part_synth() {
  local bin; bin=$(venv lint .ci/requirements-lint.txt) || return 1
  env -u AWS_REGION -u AWS_DEFAULT_REGION PATH="$(path_without docker)" npm run -s synth && cp -r cdk.out "$WORK/cdk.first" && npm run -s synth || return 1
  diff -r "$WORK/cdk.first" cdk.out && rm -rf "$WORK/cdk.first" && "$bin/cfn-lint" cdk.out/*.template.json && echo 'synth: 3 passed, 0 failed'
}
path_without() { tr ':' '\n' <<<"$PATH" | while read -r folder; do [ -x "$folder/$1" ] || printf '%s:' "$folder"; done; }

# The object store's suite on two real S3 servers.
part_stores() {
  local bin status; bin=$(venv stores .ci/requirements-stores.txt) && apt_install radosgw ceph-mon ceph-osd || return 1
  bash test/tools/radosgw-up.sh "$WORK/radosgw" 17480 || return 1
  "$bin/moto_server" -H 127.0.0.1 -p 17580 >"$WORK/logs/moto.log" 2>&1 & local moto=$!
  RADOSGW_URL=http://127.0.0.1:17480 MOTO_URL=http://127.0.0.1:17580 jest_real test/adapters/*.real.ts; status=$?
  kill $moto; bash test/tools/radosgw-up.sh --down "$WORK/radosgw"
  return $status
}

# The user's own four snippets.
part_quickstart() {
  local bin; bin=$(venv quickstart examples/requirements.txt) || return 1
  serve 18080 "$bin/python" examples/quickstart.py && echo 'quickstart: 1 passed, 0 failed'
}
