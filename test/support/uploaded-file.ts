export const FILE = { path: 'model.onnx', bytes: 5, sha256: 'a'.repeat(64) };
