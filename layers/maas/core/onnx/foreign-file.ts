/**
 * A file that is not an ONNX model: what it is, and what its owner does next, both without a full
 * stop.
 */
export interface ForeignFile {
  readonly is: string;
  readonly next: string;
}

/** A file's first and last bytes, a character each. */
export interface FileEnds {
  readonly head: string;
  readonly tail: string;
}

/** The line that makes a bundle of a file that cannot be read here. */
function bundleOf(extra: string): string {
  return (
    'make a bundle of it where it was trained, with `maas-convert FILE -o BUNDLE` ' +
    `(pip install 'maas-convert[${extra}]')`
  );
}

export const NEXT_STEPS = {
  download: 'download the model itself and upload it again',
  torch:
    `${bundleOf('torch')}, or export it with torch.onnx.export(model, example, "model.onnx") and ` +
    'upload that',
  huggingFace:
    `${bundleOf('huggingface')}, or export it with \`optimum-cli export onnx --model <folder> ` +
    'onnx/` and upload the folder that it writes',
  keras:
    `${bundleOf('keras')}, or export it with Keras' model.export("model.onnx", format="onnx"), or ` +
    'with tf2onnx, and upload the ONNX file',
  savedModel:
    `${bundleOf('keras')}, or convert its folder with \`python -m tf2onnx.convert --saved-model ` +
    '<folder> --output model.onnx` and upload the ONNX file',
  xgboost: 'save it with model.save_model("model.json") or "model.ubj" and upload that as it is',
  lightgbm: 'save it with booster.save_model("model.txt") and upload that as it is',
  catboost:
    `${bundleOf('catboost')}, or save it with model.save_model("model.onnx", format="onnx") and ` +
    'upload that',
  pickle:
    `${bundleOf('sklearn')}, or convert it there with skl2onnx, onnxmltools or ` +
    'torch.onnx.export and upload the ONNX file; a pickle can run any code and is never loaded ' +
    'here',
  openVino: 'upload the ONNX file that it was made of; ONNX Runtime reads no OpenVINO IR',
  original: 'export the original model to ONNX and upload that',
  unpack: 'unpack it and upload the ONNX file, with the other files of its bundle beside it',
  unpackOrConvert:
    'unpack an archive and upload its ONNX file; ' +
    `of a joblib file: ${bundleOf('sklearn')}, or convert it there with skl2onnx`,
  picture: 'upload the model here, and send pictures to POST /models/{model}/predict',
  upload: 'upload the ONNX file',
} as const;
