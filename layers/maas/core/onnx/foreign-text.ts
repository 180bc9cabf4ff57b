import { type ForeignFile, NEXT_STEPS } from './foreign-file.ts';

interface TextKind extends ForeignFile {
  readonly has: RegExp;
}

/** As `dump_model` writes it, in text and in JSON. */
export const XGBOOST_DUMP: ForeignFile = {
  is: "a dump of XGBoost's trees, without their objective",
  next: NEXT_STEPS.xgboost,
};

const XML_KINDS: readonly TextKind[] = [
  {
    has: /<PMML\b/,
    is: 'a PMML document',
    next:
      'convert the model with skl2onnx or onnxmltools where it was trained, and upload the ' +
      'ONNX file',
  },
  {
    has: /<net\b/,
    is: "an OpenVINO model's .xml",
    next: NEXT_STEPS.openVino,
  },
  {
    has: /<Error>/,
    is: "an object store's error, as a download that was refused leaves it",
    next: NEXT_STEPS.download,
  },
  {
    has: /^<\s*(ir_version|\n\s*ir_version)/,
    is: "an ONNX model as text of ONNX's own parser",
    next: 'save it with onnx.save(onnx.parser.parse_model(text), "model.onnx") and upload that',
  },
];

const JSON_KINDS: readonly TextKind[] = [
  { has: /"nodeid"\s*:/, ...XGBOOST_DUMP },
  {
    has: /"tree_info"\s*:|^\{\s*"name"\s*:\s*"tree"/,
    is: 'a LightGBM model as JSON',
    next: NEXT_STEPS.lightgbm,
  },
  {
    has: /"oblivious_trees"\s*:|"ctr_data"\s*:/,
    is: 'a CatBoost model as JSON',
    next: NEXT_STEPS.catboost,
  },
  {
    has: /"irVersion"\s*:|"ir_version"\s*:/,
    is: 'an ONNX model as JSON',
    next: 'save it with onnx.save(model, "model.onnx") and upload that',
  },
  {
    has: /"modelTopology"\s*:|"weightsManifest"\s*:/,
    is: 'a TensorFlow.js model',
    next: 'convert the original model with tf2onnx and upload the ONNX file',
  },
  {
    has: /"class_name"\s*:/,
    is: 'the architecture of a Keras model, without its weights',
    next: NEXT_STEPS.keras,
  },
  {
    has: /"model_type"\s*:|"architectures"\s*:/,
    is: 'a config.json of transformers',
    next:
      'upload the model beside it: export it with `optimum-cli export onnx --model <folder> ' +
      'onnx/`',
  },
  {
    has: /"(error|message|detail)"\s*:/,
    is: 'an error that a server answered as JSON, as a download that was refused leaves it',
    next: NEXT_STEPS.download,
  },
];

/** @param text from its first "<" on */
export function describeXml(text: string): ForeignFile {
  return (
    XML_KINDS.find(({ has }) => has.test(text)) ?? {
      is: 'a document in XML',
      next: NEXT_STEPS.upload,
    }
  );
}

/** @param text from its first bracket on */
export function describeJson(text: string): ForeignFile {
  return JSON_KINDS.find(({ has }) => has.test(text)) ?? { is: 'JSON', next: NEXT_STEPS.upload };
}
