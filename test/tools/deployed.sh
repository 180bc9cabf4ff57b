#!/usr/bin/env bash
# The stack, deployed on this machine from the synthesised template with the real image, and driven
# from outside.
#   deployed.sh WORKDIR        as root; about four minutes, of which the base image is one (kept in
#                              WORKDIR for the next time)
# What the emulator cannot show is left out below, by name; `ministack.py` says why.
set -euo pipefail
work=$(realpath -m "${1:?WORKDIR}") tools=$(cd "$(dirname "$0")" && pwd)
cd "$tools/../.."
node=node_modules/.bin/node stack=ServerlessMaas
export CONTAINERS_CONF=$tools/podman-containers.conf MINISTACK_PORT=${MINISTACK_PORT:-25566}
mkdir -p "$work"
say() { printf '\n== %s (%s s)\n' "$*" "$SECONDS"; }

say 'what it needs'
tools_needed=(podman runc debootstrap openssl)
for tool in "${tools_needed[@]}"; do
  PATH=$PATH:/usr/sbin command -v "$tool" >/dev/null || {
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "${tools_needed[@]}" >/dev/null
    break
  }
done
[ -x "$work/venv/bin/ministack" ] || {
  python3 -m venv "$work/venv"
  "$work/venv/bin/pip" install -q ministack==1.5.33 docker cryptography
}
bash "$tools/lambda-base-image.sh" "$work/base" >/dev/null

say 'synthesise'
synth() {
  $node node_modules/aws-cdk/bin/cdk synth --quiet --no-notices --output "$work/$1" \
    --app "'$PWD/$node' $2" -c baseImage=localhost/lambda-node:24 "${@:3}"
}
synth cdk.out infra/app.ts
synth second.out infra/app.ts -c stackName=Second
synth platform.out test/tools/platform-app.ts -c account=000000000000 -c region=us-east-1

# Now: what follows trusts the emulator's certificate, and no registry's.
say "the package, installed into somebody's app"
rm -rf "$work/cdk-app"; $node test/package/install-example.ts "$work"
(
  node=$PWD/$node
  cd "$work/cdk-app"
  "$node" node_modules/aws-cdk/bin/cdk synth --quiet --no-notices --app "'$node' app.ts"
)

say 'emulator, image and stack'
end_metrics() { [ -z "${metrics:-}" ] || { kill "$metrics" && wait "$metrics"; } 2>/dev/null || true; metrics=; }
trap 'end_metrics; python3 "$tools/ministack.py" down "$work"' EXIT
python3 "$tools/ministack.py" up "$work" >"$work/emulator.env"
set -a; . "$work/emulator.env"; set +a
deploy() { python3 "$tools/ministack.py" deploy "$work" "$work/${1:-cdk.out}" "${2:-$stack}"; }
deploy >"$work/outputs.json"
python3 - "$work/cdk.out/$stack.template.json" <<'P'
import json, sys
print(len(json.load(open(sys.argv[1]))['Resources']), 'resources deployed')
P
# The emulator turns no metric lines into metrics by itself.
(while sleep 2; do python3 "$tools/ministack.py" metrics "$work" || true; done) \
  >/dev/null 2>"$work/metrics.log" & metrics=$!
python3 "$tools/stack-user.py" "$work" "$work/outputs.json" >"$work/caller.env"
python3 "$tools/stack-witness.py" "$work" "$work/outputs.json" >>"$work/caller.env"
as_caller() { (set -a; . "$work/caller.env"; set +a; "$@"); }
jest() {
  as_caller $node --experimental-vm-modules --disable-warning=ExperimentalWarning \
    node_modules/jest/bin/jest.js --forceExit "$@"
}

say 'who gets in'
jest test/e2e/gateway.real.ts --selectProjects real

say 'what a stranger can do, and who hears of failures'
jest test/e2e/alarms.real.ts test/e2e/stranger.real.ts --selectProjects real

say 'an alarm takes a roll-out back'
jest test/e2e/rollouts.real.ts --selectProjects real

say 'the end-to-end suite'
echo 'left out: 5 tests, as the emulator decodes %2F before it looks for the path, answers 502 to' \
  'bodies over 6 MB, starts 20 containers for 20 calls at once, which outlasts the gateway on a busy' \
  'machine, and takes a deletion of alarms for one of all alarms, which no role here may'
left_out='a model name with a slash|a model name that leads upwards|for its size names the other way'
left_out+='|get numbers of their own when they come at once'
left_out+='|go with their model, whose name can be used again'
jest test/e2e/service.test.ts --selectProjects unit --testNamePattern "^(?!.*($left_out)).*\$"

say 'deployed again without a change, and with one while predictions go on'
first=$(<"$work/outputs.json")
deploy >"$work/outputs.json"
[ "$first" = "$(<"$work/outputs.json")" ] || { echo 'the same template gave other outputs'; exit 1; }
model=$(as_caller $node test/tools/upload-demo.ts)
mkfifo -m 600 "$work/until" 2>/dev/null || true
as_caller $node test/tools/predict-during.ts "$model" <"$work/until" & during=$!
exec 9>"$work/until"
sed -i 's/"MemorySize": 1769/"MemorySize": 2048/' "$work/cdk.out/$stack.template.json"
deploy >"$work/outputs.json"
exec 9>&-
wait $during

say 'the image in containers of our own'
as_caller $node test/tools/use-image.ts "$work" "$model"
as_caller $node test/tools/fill-memory.ts "$work"

say 'what the functions were refused'
"$work/venv/bin/python" - <<'P'
import botocore.session, collections, sys
logs, seen, lines, calls = botocore.session.get_session().create_client('logs'), collections.Counter(), 0, 0
for group in logs.describe_log_groups()['logGroups']:
    for page in logs.get_paginator('filter_log_events').paginate(logGroupName=group['logGroupName']):
        for event in page['events']:
            lines, calls = lines + 1, calls + event['message'].startswith('START RequestId')
            if 'AccessDenied' in event['message']: seen[group['logGroupName'] + ' ' + event['message'][:300]] += 1
print(f'{calls} calls, {lines} lines of logs, {len(seen)} of them of refused access')
for line in seen: print(line)
sys.exit(bool(seen))
P

say 'deleted'
end_metrics
"$work/venv/bin/python" - $stack <<'P'
import botocore.session, sys, time
client = botocore.session.get_session().create_client
cfn, (_, stack) = client('cloudformation'), sys.argv
resources = cfn.describe_stack_resources(StackName=stack)['StackResources']
cfn.delete_stack(StackName=stack)
def is_going_on(s): return s['StackName'] == stack and s['StackStatus'].endswith('IN_PROGRESS')
while any(is_going_on(s) for s in cfn.list_stacks()['StackSummaries']): time.sleep(0.3)
buckets = [bucket['Name'] for bucket in client('s3').list_buckets()['Buckets'] if 'models' in bucket['Name']]
groups = [group['logGroupName'] for group in client('logs').describe_log_groups()['logGroups']]
kms = client('kms')
all_keys = [kms.describe_key(KeyId=k['KeyId'])['KeyMetadata'] for k in kms.list_keys()['Keys']]
keys = [key['Description'] for key in all_keys if key['KeyState'] == 'Enabled']
print('left behind:', buckets, groups, keys)
assert (len(buckets), len(groups), len(keys)) == (2, 7, 1), \
    'docs/deploy.md says that two buckets, seven log groups and a key stay'
assert not client('lambda').list_functions()['Functions'], 'functions are left'
P
say "the package's app, deployed"
# The stand-in under the name that the image takes where nobody says otherwise.
podman tag localhost/lambda-node:24 public.ecr.aws/lambda/nodejs:24
deploy cdk-app/cdk.out Reviews >"$work/packaged.json"
python3 "$tools/use-packaged.py" "$work" "$work/packaged.json"
say 'two services in one account'
deploy >"$work/outputs.json"; deploy second.out Second >"$work/second.json"
"$work/venv/bin/python" "$tools/second-service.py" $stack Second
say "a platform team's wishes: private subnets, a key, tokens and a domain of its own"
deploy platform.out Outside >"$work/outside.json"; deploy platform.out Platform >"$work/platform.json"
say 'done'
