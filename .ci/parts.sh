# The parts of `.ci/run`, the longest first. Each prints `N passed, N failed` lines or jest's
# summary. Joined by `+`: they share a folder.
PARTS='unit package+deployed+image redteam converters+python operators stores estimators+feedback'
PARTS+=' boosters networks releases references fixtures field hostile clients recipes quickstart schema'
PARTS+=' large browser lint synth licenses'
# What judges by seconds runs when nothing else does: the red team's own scripts, where they lie
# beside the checkout.
ALONE=; [ ! -f ../shared/redteam/run.py ] || ALONE=attacks

maas() { node scripts/launch.mjs "$@"; }
jest_real() { maas scripts/test.ts --runTestsByPath "$@" --selectProjects real; }

# What the machine must have, installed once: packages of Debian, and Python environments of our own.
apt_install() {
  (
    flock 9 # apt-get serves one at a time, and so do we
    dpkg -s "$@" >/dev/null 2>&1 && exit
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"; } \
      >"$WORK/logs/apt.log" 2>&1 || { tail -5 "$WORK/logs/apt.log"; exit 1; }
  ) 9>"$WORK/apt.lock"
}
venv() { # venv NAME REQUIREMENTS: makes or updates it, and answers its bin folder
  local folder=$WORK/venv-$1
  (
    flock 9
    [ -x "$folder/bin/python" ] || python3 -m venv "$folder" || exit 1
    "$folder/bin/pip" install -q -r "$2" >"$WORK/logs/pip-$1.log" 2>&1 ||
      { tail -5 "$WORK/logs/pip-$1.log" >&2; exit 1; }
  ) 9>"$folder.lock" && echo "$folder/bin"
}

# Installs packages of this repository as they stand into an environment: one at a time, as they are
# built in their own folders.
install_own() { # install_own BIN PACKAGE…
  (
    flock 9
    "$1/pip" install -q --no-deps --force-reinstall "${@:2}" >"$WORK/logs/pip-own.log" 2>&1 ||
      { tail -5 "$WORK/logs/pip-own.log"; exit 1; }
  ) 9>"$WORK/pip-own.lock"
}

# Runs a command against a service of its own, at MAAS_URL.
serve() {
  local home log status; home=$(mktemp -d); log=$(mktemp "$WORK/logs/service-XXXXXX.log")
  PORT=0 MAAS_HOME=$home node scripts/launch.mjs local/main.ts >"$log" 2>&1 & local service=$!
  for _ in $(seq 600); do grep -q '^Ready' "$log" && break; kill -0 $service 2>/dev/null || break; sleep 0.2; done
  grep -q '^Ready' "$log" || { cat "$log"; kill -TERM $service; return 1; }
  MAAS_URL=$(grep -oE 'http://127.0.0.1:[0-9]+' "$log" | head -1) MAAS_HOME=$home "$@"; status=$?
  kill -TERM $service; wait $service
  rm -rf "$home"
  return $status
}

part_unit() { npm test; }
# The files that failed. All others' tests count as they did.
again_unit() {
  local status files first=$WORK/logs/unit.first.log again=$WORK/logs/unit.again.log
  files=$(plain "$first" | sed -nE 's/^FAIL unit ([^ ]+).*/\1/p' | sort -u)
  # Without its sum it was cut short: then nobody knows what the others said.
  if [ -z "$files" ] || [ -z "$(count_tests "$first")" ]; then part_unit; return; fi
  # shellcheck disable=SC2086
  npm test -- $files 2>&1 | tee "$again"; status=${PIPESTATUS[0]}
  echo "unit: $(($(count_tests "$first") - $(count_tests "$again"))) passed, 0 failed"
  return "$status"
}
plain() { sed 's/\x1b\[[0-9;]*m//g' "$1"; }
count_tests() { plain "$1" | sed -nE 's/^Tests:.* ([0-9]+) total$/\1/p' | tail -1; }

part_lint() {
  local bin; bin=$(venv lint .ci/requirements-lint.txt) || return 1
  npm run -s lint && "$bin/ruff" format --check -q . && echo 'lint: 2 passed, 0 failed'
}

# What others' packages ask, and what is known of their faults.
part_licenses() { maas scripts/check-licenses.ts; }

# No Docker, no account: the template, made twice and the same, and second opinions on it and on its
# policies.
part_synth() {
  local bin; bin=$(venv lint .ci/requirements-lint.txt) || return 1
  env -u AWS_REGION -u AWS_DEFAULT_REGION PATH="$(path_without docker)" npm run -s synth &&
    "$bin/cfn-lint" cdk.out/*.template.json &&
    "$bin/python" test/tools/lint-policies.py cdk.out/*.template.json &&
    echo 'synth: 2 passed, 0 failed'
}
path_without() {
  tr ':' '\n' <<<"$PATH" |
    while read -r folder; do [ -x "$folder/$1" ] || printf '%s:' "$folder"; done
}

# The stores, the whole service with its registry in a bucket, what it asks the store for and makes
# of its faults, and a bucket that an earlier release wrote, on real S3 servers.
part_stores() {
  local bin status
  bin=$(venv stores .ci/requirements-stores.txt) &&
    apt_install radosgw ceph-mon ceph-osd openssl || return 1
  start_radosgw || start_radosgw || return 1
  "$bin/moto_server" -H 127.0.0.1 -p 17580 >"$WORK/logs/moto.log" 2>&1 & local moto=$!
  for _ in $(seq 300); do (exec 3<>/dev/tcp/127.0.0.1/17580) 2>/dev/null && break; sleep 0.1; done
  RADOSGW_URL=http://127.0.0.1:17480 MOTO_URL=http://127.0.0.1:17580 \
    jest_real $(find test/adapters -name "*.real.ts") test/e2e/s3.real.ts \
    test/e2e/store-faults.real.ts test/e2e/store-requests.real.ts test/e2e/earlier-bucket.real.ts
  status=$?
  kill $moto; bash test/tools/radosgw-up.sh --down "$WORK/radosgw"
  return $status
}

# On a busy machine its parts may miss each other at the first try.
start_radosgw() {
  bash test/tools/radosgw-up.sh --down "$WORK/radosgw"
  bash test/tools/radosgw-up.sh "$WORK/radosgw" 17480
}

# Every line of every framework's own answers.
part_fixtures() {
  jest_real $(find test -name '*.real.ts' \
    ! -path 'test/adapters/*' ! -path 'test/e2e/*' ! -path 'test/package/*')
}

# The same through the public API, and texts in batches.
part_references() { serve maas test/references/through-http.ts; }

# What users of this field do every day, and what went wrong for them elsewhere.
part_field() { BIN=$(venv attacks .ci/requirements-attacks.txt) || return 1; serve run_field; }
run_field() { "$BIN/python" test/field/run.py "$MAAS_URL"; }

# Every estimator that scikit-learn's, XGBoost's, LightGBM's and CatBoost's converters convert,
# beside the framework's own answers.
part_estimators() {
  BIN=$(venv estimators test/estimators/requirements.txt) || return 1
  serve run_estimators
}
run_estimators() { "$BIN/python" -W ignore test/estimators/run.py; }

# XGBoost's and LightGBM's own files, trained here and uploaded as they are.
part_boosters() { BIN=$(venv boosters test/boosters/requirements.txt) || return 1; serve run_boosters; }
run_boosters() { "$BIN/python" -W ignore test/boosters/run.py; }

# maas-convert: forty estimators and the boosters' objectives equal to the original, or said not to
# be; what it makes, through the service.
part_converters() {
  BIN=$(venv converters converters/tests/requirements.txt) || return 1
  install_own "$BIN" ./converters || return 1
  (cd converters && "$BIN/ruff" format --check . && "$BIN/ruff" check . && "$BIN/mypy") &&
    echo 'converters: 3 passed, 0 failed' && serve run_converters
}
# One thread each: several that wait for one another on two busy cores take five times as long.
run_converters() { (cd converters && OMP_NUM_THREADS=1 "$BIN/python" -m pytest -q tests); }

# maas-convert on older releases of the frameworks and of their exporters.
part_releases() { bash converters/tests/releases/run.sh "$WORK/releases"; }

# The same of networks, whose frameworks are installed one after the other, and leave nothing behind.
part_networks() { apt_install binutils && bash converters/tests/networks/run.sh "$WORK/networks"; }

# The Python client: its types, both halves of it against the service, and the notebooks, from fit
# to a table of answers.
part_python() {
  BIN=$(venv converters clients/python/tests/requirements.txt) || return 1
  install_own "$BIN" ./converters ./clients/python || return 1
  (cd clients/python && "$BIN/ruff" format --check . && "$BIN/ruff" check . && "$BIN/mypy") &&
    echo 'python: 3 passed, 0 failed' && serve run_python
}
run_python() {
  (cd clients/python && "$BIN/python" -m pytest -q tests) |
    sed -E 's/^([0-9]+) passed in .*/python: \1 passed, 0 failed/' &&
    "$BIN/python" examples/notebooks/run.py
}

# Accuracy from feedback beside scikit-learn's; estimated accuracy beside the real one.
part_feedback() {
  BIN=$(venv estimators test/estimators/requirements.txt) || return 1
  serve run_feedback
}
run_feedback() {
  "$BIN/python" -W ignore test/feedback/accuracy.py &&
    "$BIN/python" -W ignore test/feedback/estimate.py
}

# The user's own four snippets, the same by the Python client and by the command line, and a PyTorch
# text model in one file (the ready one: PyTorch itself is 5 GB).
part_quickstart() {
  BIN=$(venv quickstart examples/requirements.txt) || return 1
  install_own "$BIN" ./clients/python &&
    flock "$WORK/pip-own.lock" "$BIN/pip" install -q './clients/python[pandas]' || return 1
  serve run_quickstart && serve "$BIN/python" examples/torch_sentiment.py &&
    echo 'examples: 4 passed, 0 failed'
}
run_quickstart() {
  "$BIN/python" examples/quickstart.py &&
    "$BIN/python" examples/quickstart_client.py | tee "$WORK/logs/quickstart-client.log" &&
    grep -q positive "$WORK/logs/quickstart-client.log" || return 1
  bash examples/quickstart.sh | tee "$WORK/logs/quickstart-cli.log" &&
    grep -q '^positive' "$WORK/logs/quickstart-cli.log"
}

# docs/recipes.md, every block as it stands.
part_recipes() {
  BIN=$(venv recipes test/recipes/requirements.txt) || return 1
  install_own "$BIN" ./converters || return 1
  serve run_recipes
}
run_recipes() { maas test/clients/prepare.ts && "$BIN/python" -W ignore test/recipes/run.py; }

# The field's own clients.
part_clients() {
  BIN=$(venv clients test/clients/requirements.txt) && install_own "$BIN" ./clients/python || return 1
  serve run_clients
}
run_clients() {
  local script status=0
  maas test/clients/prepare.ts || return 1
  for script in captures triton_http triton_aio kserve_rest openai_client neighbours doc_examples; do
    "$BIN/python" "test/clients/$script.py" || status=1
  done
  for script in openai-client openapi-examples node-releases command-line; do
    maas "test/clients/$script.ts" || status=1
  done
  return $status
}

# The page of the API.
part_browser() { apt_install chromium && serve maas test/clients/browser.ts; }

# Any body that the schemas allow, and many that they do not.
part_schema() {
  BIN=$(venv schema .ci/requirements-schema.txt) || return 1
  serve run_schemathesis && echo 'schema: 1 passed, 0 failed'
}
run_schemathesis() {
  (cd "$WORK" && "$BIN/schemathesis" --config-file ../test/clients/schemathesis.toml \
    run "$MAAS_URL/openapi.json" --seed 1)
}

# ONNX's own operator tests, what hostile callers send, and a model of 2.6 GB.
part_operators() { apt_install libonnx-testdata && serve maas test/conformance/operators.ts; }
part_hostile() { serve maas test/conformance/hostile.ts; }
part_large() { serve maas test/conformance/large-model.ts; }

# Attacks that once worked, each on a service of its own.
part_redteam() { attack test/redteam/*.py test/redteam/*.ts; }
# The scripts that failed. All others count as they did.
again_redteam() {
  local scripts right first=$WORK/logs/redteam.first.log
  scripts=$(plain "$first" | sed -nE 's/^wrong: (test\/redteam\/[^ ]+)$/\1/p')
  right=$(plain "$first" | sed -nE 's/^redteam: ([0-9]+) passed.*/\1/p')
  if [ -z "$scripts" ] || [ -z "$right" ]; then part_redteam; return; fi
  echo "redteam: $right passed, 0 failed"
  # shellcheck disable=SC2086
  attack $scripts
}
attack() {
  BIN=$(venv attacks .ci/requirements-attacks.txt) || return 1
  local script right=0 wrong=0
  for script; do
    case $script in *'*'* | */support.*) continue ;; esac
    echo "--- $script"
    if serve run_attack "$script"; then right=$((right + 1)); else
      wrong=$((wrong + 1))
      echo "wrong: $script"
    fi
  done
  echo "redteam: $right passed, $wrong failed"
  [ "$wrong" -eq 0 ]
}
run_attack() { if [ "${1##*.}" = py ]; then "$BIN/python" "$1"; else maas "$1"; fi; }

# Each of those scripts on a service of its own.
part_attacks() {
  python3 ../shared/redteam/run.py "$PWD" | tee "$WORK/logs/attacks-right.log"
  awk '
    / right$/ && $2 == "of" { right = $1; all = $3 }
    END { printf "attacks: %d passed, %d failed\n", right, all - right; exit !all || right < all }
  ' "$WORK/logs/attacks-right.log"
}

# The tarball in an app of ten lines; and alone in an empty folder, from `start` to an answer.
part_package() { jest_real --runInBand test/package/package.real.ts test/package/start.real.ts; }

# The template deployed, the image in containers, each function under its own role.
part_deployed() { apt_install podman runc debootstrap openssl && bash test/tools/deployed.sh "$WORK/deployed"; }

# What the image weighs, as whom it runs, and its arm64 runtime.
part_image() {
  apt_install podman runc debootstrap qemu-user-static &&
    bash test/tools/image-facts.sh "$WORK/deployed" && echo 'image: 1 passed, 0 failed'
}
