#!/usr/bin/env bash
# The same by the command line, in two lines. MAAS_URL says where the service is, else it is http://127.0.0.1:8080.
set -euo pipefail
cd "$(dirname "$0")/sentiment"
MAAS=${MAAS:-npx serverless-maas}

$MAAS upload model.onnx default
$MAAS predict default 这是一个正面的文本
