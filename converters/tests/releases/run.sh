#!/usr/bin/env bash
# The converters' tests on older releases of the frameworks and of their exporters, beside those of
# tests/requirements.txt: each requirement file here in an environment of its own, the package as it
# stands. `oldest.txt` has the least that pyproject.toml asks for.
#   bash converters/tests/releases/run.sh WORKDIR [2025 …]
set -uo pipefail
work=$(realpath -m "${1:?WORKDIR}"); shift
cd "$(dirname "$0")/../.."
right=0 wrong=0
for release in ${*:-$(cd tests/releases && ls ./*.txt | sed 's/^..//; s/\.txt$//')}; do
  bin=$work/venv-$release/bin
  [ -x "$bin/python" ] || python3 -m venv "${bin%/bin}"
  "$bin/pip" install -q -r "tests/releases/$release.txt" || exit 1
  pins=$(grep -E '^(skl2onnx|onnxmltools|xgboost|lightgbm|catboost)' "tests/releases/$release.txt")
  echo "--- $release: $(tr '\n' ' ' <<<"$pins")"
  if OMP_NUM_THREADS=1 "$bin/python" -m pytest -q tests/test_sklearn.py tests/test_boosters.py \
    tests/test_parity.py; then
    right=$((right + 1))
  else
    wrong=$((wrong + 1))
  fi
done
echo "releases: $right passed, $wrong failed"
[ "$wrong" -eq 0 ]
