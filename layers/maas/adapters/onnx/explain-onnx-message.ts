/**
 * ONNX Runtime's own words, and what they mean to whoever exported the model: a sentence without
 * its full stop.
 */
const MEANINGS: readonly (readonly [RegExp, (...groups: string[]) => string])[] = [
  [
    /Could not find an implementation for (\w+)\((\d+)\)/,
    (operator = '', version = '') =>
      `ONNX Runtime has no operator ${operator} (version ${version}) for the datatypes that it ` +
      'gets here; where scikit-learn made the model, ' +
      'convert it with float32 inputs: to_onnx(model, X.astype(numpy.float32)), or ' +
      'FloatTensorType in initial_types; where its opset is below 7, take it up: ' +
      'onnx.version_converter.convert_version(model, 17)',
  ],
  [
    /ai\.onnx\.preview\.training:(\w+)\(-?\d+\) is not a registered function\/op/,
    (operator = '') =>
      `the operator ${operator} trains a model, and none is trained here; export the graph for ` +
      'inference (in PyTorch after model.eval())',
  ],
  [
    /Fatal error: ([\w.]+):(\w+)\(-?\d+\) is not a registered function\/op/,
    (domain = '', operator = '') =>
      `ONNX Runtime has no operator ${operator} in the domain ${domain}; export the model with ` +
      'standard operators, or with the release of onnxruntime that it was made for',
  ],
  [
    /No Op registered for (\w+) with domain_version of (\d+)/,
    (operator = '', version = '') =>
      `the operator set ${version}, which the model declares, has no operator ${operator}; ` +
      `export it again, and check the operator's name and opset_version`,
  ],
  [
    /Unrecognized attribute: (\w+) for operator (\w+)/,
    (attribute = '', operator = '') =>
      `the operator ${operator} has no attribute "${attribute}" in the operator set that the ` +
      'model declares; export it again with another opset_version',
  ],
  [
    /Failed to construct locale with name:([\w.@-]*)/,
    (locale = '') =>
      `its StringNormalizer asks for the locale "${locale}", which is not there where models ` +
      `run; set the operator's attribute locale to "C.UTF-8" ` +
      '(in skl2onnx the option locale of the vectorizer), or convert with lowercase=False and ' +
      'send texts in lower case',
  ],
  [
    /Can not digest tokenexp: (.*?)\.?\s*$/,
    (fault = '') =>
      `its Tokenizer has an expression that RE2 does not read: ${fault}; give skl2onnx another ` +
      `one in the vectorizer's option tokenexp`,
  ],
  [
    /Type parameter \((\w+)\) of Optype \((\w+)\) bound to different types \(tensor\((\w+)\) and tensor\((\w+)\)/,
    (_parameter = '', operator = '', one = '', other = '') =>
      `its operator ${operator} gets ${one} and ${other} where both must be the same; export ` +
      'the model in one of them, float32 where scikit-learn made it',
  ],
];

/**
 * Says what ONNX Runtime's refusal of a model means to whoever exported it.
 * @returns undefined for words that speak for themselves
 */
export function explainOnnxMessage(message: string): string | undefined {
  for (const [pattern, explain] of MEANINGS) {
    const match = pattern.exec(message);
    if (match) return explain(...match.slice(1));
  }
  return undefined;
}
