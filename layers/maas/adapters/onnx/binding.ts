import * as onnx from 'onnxruntime-node';

/** ONNX Runtime, which is CommonJS: whoever asks for it by `import()` finds its names here. */
export { onnx };
