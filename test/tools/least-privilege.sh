#!/usr/bin/env bash
# Deploys the stack as deployed.sh does and has least-privilege.py take it apart; about half an hour.
#   least-privilege.sh WORKDIR [PATTERN]         as root; WORKDIR is one that deployed.sh has used:
#                                                its base image and environment
set -euo pipefail
work=$(realpath -m "${1:?WORKDIR}") tools=$(cd "$(dirname "$0")" && pwd)
cd "$tools/../.."
node=node_modules/.bin/node stack=ServerlessMaas
export CONTAINERS_CONF=$tools/podman-containers.conf MINISTACK_PORT=${MINISTACK_PORT:-25566}
$node node_modules/aws-cdk/bin/cdk synth --quiet --no-notices --output "$work/cdk.out" \
  --app "'$PWD/$node' infra/app.ts" -c baseImage=localhost/lambda-node:24
trap 'python3 "$tools/ministack.py" down "$work"' EXIT
python3 "$tools/ministack.py" up "$work" >"$work/emulator.env"
set -a; . "$work/emulator.env"; set +a
python3 "$tools/ministack.py" deploy "$work" "$work/cdk.out" $stack >"$work/outputs.json"
python3 "$tools/stack-user.py" "$work" "$work/outputs.json" >"$work/caller.env"
python3 "$tools/least-privilege.py" "$work" "$work/outputs.json" "${@:2}"
