/** What a file is that is no ONNX model, and what its owner does next: both without a full stop. */
export interface ForeignFile {
  readonly is: string;
  readonly next: string;
}

/** A file's first and last bytes, a character each. */
export interface FileEnds {
  readonly head: string;
  readonly tail: string;
}

export const NEXT_STEPS = {
  download: 'download the model itself and upload it again',
  torch: 'export the model with torch.onnx.export(model, example, "model.onnx") and upload that',
  huggingFace:
    'export the model with `optimum-cli export onnx --model <folder> onnx/` and upload the folder that it writes',
  keras:
    'export it with Keras\' model.export("model.onnx", format="onnx"), or convert it with tf2onnx, and upload the ONNX file',
  savedModel:
    'convert its folder with `python -m tf2onnx.convert --saved-model <folder> --output model.onnx` and upload the ONNX file',
  xgboost: 'convert it with onnxmltools.convert_xgboost and upload the ONNX file',
  lightgbm: 'convert it with onnxmltools.convert_lightgbm and upload the ONNX file',
  catboost: 'save it with model.save_model("model.onnx", format="onnx") and upload that',
  pickle:
    'convert the model where it was trained, with skl2onnx, onnxmltools or torch.onnx.export, and upload the ONNX file; ' +
    'a pickle can run any code and is never loaded here',
  original: 'export the original model to ONNX and upload that',
  unpack: 'unpack it and upload the ONNX file, with the other files of its bundle beside it',
  unpackOrConvert:
    'unpack an archive and upload its ONNX file; convert a joblib file where it was trained, with skl2onnx',
  picture: 'upload the model here, and send pictures to POST /models/{model}/predict',
  upload: 'upload the ONNX file',
} as const;
