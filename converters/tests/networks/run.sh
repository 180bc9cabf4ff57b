#!/usr/bin/env bash
# The converters of networks on three releases of each exporter: each requirement file here in an
# environment of its own, which is removed after its tests. PyTorch comes without the libraries of
# CUDA, Optimum with that PyTorch, and tf2onnx with TensorFlow's protobuf.
#   bash converters/tests/networks/run.sh WORKDIR [torch-oldest …]
set -uo pipefail
work=$(realpath -m "${1:?WORKDIR}"); shift
cd "$(dirname "$0")/../.."
exporters='torch|tf2onnx|optimum|optimum-onnx'
declare -A tests=([keras]=tests/test_keras.py [torch]='tests/test_torch.py tests/test_huggingface.py')
right=0 wrong=0
for release in ${*:-$(cd tests/networks && ls ./*.txt | sed 's/^..//; s/\.txt$//')}; do
  pins=tests/networks/$release.txt bin=$work/venv-network/bin
  python3 -m venv --clear "${bin%/bin}" &&
    "$bin/pip" install -q --no-compile -r <(grep -vE "^($exporters)==" "$pins") || exit 1
  "$bin/pip" install -q --no-cache-dir --no-compile --no-deps \
    $(grep -E "^($exporters)==" "$pins") || exit 1
  packages=$(echo "${bin%/bin}"/lib/python*/site-packages)
  [ ! -d "$packages/torch" ] || python3 tests/networks/empty_cuda.py "$packages/torch/lib" || exit 1
  echo "--- $release: $(grep -E '^(torch|onnxscript|optimum|keras|tensorflow|tf2onnx)' "$pins" | tr '\n' ' ')"
  if OMP_NUM_THREADS=1 "$bin/python" -m pytest -q ${tests[${release%%-*}]}; then
    right=$((right + 1))
  else
    wrong=$((wrong + 1))
  fi
done
rm -rf "$work/venv-network"
echo "networks: $right passed, $wrong failed"
[ "$wrong" -eq 0 ]
