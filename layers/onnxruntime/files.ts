/**
 * The files of ONNX Runtime that a function on Linux needs, as patterns below `node_modules`: 45 MB
 * (x64) or 25 MB (arm64) of 291 MB. The package holds all platforms, so any machine can pack for
 * any of them, and its install script (which downloads CUDA) never runs.
 */
export function listOnnxRuntimeFiles(architecture: 'x64' | 'arm64'): string[] {
  return [
    'onnxruntime-node/package.json',
    'onnxruntime-node/dist/*.js',
    `onnxruntime-node/bin/napi-v6/linux/${architecture}/*`,
    'onnxruntime-common/package.json',
    'onnxruntime-common/dist/cjs/*.{js,json}',
  ];
}
