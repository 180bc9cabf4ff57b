import { expect, it } from '@jest/globals';
import { explainOnnxMessage } from '../../../layers/maas/adapters/onnx/explain-onnx-message.ts';
import { toLoadError, toRunError } from '../../../layers/maas/adapters/onnx/onnx-errors.ts';

it.each([
  [
    'Status Message: element_wise_ops.cc:692 Compute Integer division by zero',
    'Status Message: Integer division by zero.',
  ],
  [
    "Non-zero status code returned while running Mod node. Name:'' Status Message: " +
      'element_wise_ops.cc:2256 operator() Integer modulo by zero',
    'its operator Mod says: Integer modulo by zero.',
  ],
  [
    '/onnxruntime_src/onnxruntime/core/graph.cc:12 void f(int) x is not a tensor',
    'x is not a tensor.',
  ],
  [
    "Non-zero status code returned while running Reshape node. Name:'r' Status Message: " +
      '/onnxruntime_src/onnxruntime/core/providers/cpu/tensor/reshape_helper.h:91 ' +
      'onnxruntime::ReshapeHelper::ReshapeHelper(const onnxruntime::TensorShape&, ' +
      'onnxruntime::TensorShapeVector&, bool) input_shape_size == requested_shape_size was ' +
      'false. The input tensor cannot be reshaped to the requested shape. Input shape:{4}, ' +
      'requested shape:{2,3}\n',
    'its operator Reshape says: The input tensor cannot be reshaped to the requested shape. ' +
      'Input shape:{4}, requested shape:{2,3}.',
  ],
  [
    "Non-zero status code returned while running MatMul node. Name:'fc/MatMul' Status Message: " +
      'matmul_helper.h:59 Compute MatMul dimension mismatch',
    'its operator MatMul says: MatMul dimension mismatch.',
  ],
])("the runtime's sources are left out of %j", (text, told) => {
  expect(toRunError(new Error(text))).toMatchObject({
    code: 'MODEL_REFUSED_INPUT',
    message: `The model cannot take this input: ${told}`,
  });
});

const LAMBDA =
  '/onnxruntime_src/onnxruntime/core/providers/cpu/text/string_normalizer.cc:235 ' +
  'onnxruntime::StringNormalizer::Locale::Locale(const std::string&)::<lambda()> ';

it.each([
  [
    "Could not find an implementation for Imputer(1) node with name ''",
    'UNKNOWN_OPERATOR',
    ['Imputer', 'float32', 'FloatTensorType', 'convert_version'],
  ],
  [
    "Could not find an implementation for Scaler(1) node with name 'Scaler'",
    'UNKNOWN_OPERATOR',
    ['Scaler', 'numpy.float32'],
  ],
  [
    'Load model from /home/me/m.onnx failed:Fatal error: ai.onnx.preview.training:Gradient(-1) ' +
      'is not a registered function/op',
    'UNKNOWN_OPERATOR',
    ['Gradient', 'model.eval()'],
  ],
  [
    'Load model from /home/me/m.onnx failed:Fatal error: com.microsoft:Foo(-1) is not a ' +
      'registered function/op',
    'UNKNOWN_OPERATOR',
    ['Foo', 'com.microsoft'],
  ],
  [
    'Load model from /home/me/m.onnx failed:This is an invalid model. In Node, ("", Foo, "", ' +
      '-1) : ("x": tensor(float),) -> ("y": tensor(float),) , Error No Op registered for Foo ' +
      'with domain_version of 17',
    'UNKNOWN_OPERATOR',
    ['Foo', '17', 'opset_version'],
  ],
  [
    'Load model from /home/me/m.onnx failed:This is an invalid model. In Node, ("", Squeeze, ' +
      '"", -1) : ("x": tensor(float),) -> ("y": tensor(float),) , Error Unrecognized attribute: ' +
      'axes for operator Squeeze',
    'LOAD_FAILED',
    ['Squeeze', '"axes"', 'opset_version'],
  ],
  [
    `Exception during initialization: ${LAMBDA}Failed to construct locale with ` +
      'name:tr_TR.UTF-8:locale::facet::_S_create_c_locale name not valid:Please, install ' +
      'necessary language-pack-XX and configure locales\n',
    'LOAD_FAILED',
    ['"tr_TR.UTF-8"', 'C.UTF-8'],
  ],
  [
    'Exception during initialization: ' +
      '/onnxruntime_src/onnxruntime/contrib_ops/cpu/tokenizer.cc:152 ' +
      'onnxruntime::contrib::Tokenizer::Tokenizer(const onnxruntime::OpKernelInfo&) Can not ' +
      'digest tokenexp: invalid perl operator: (?=\n',
    'LOAD_FAILED',
    ['invalid perl operator: (?=', 'tokenexp'],
  ],
  [
    'Load model from /home/me/m.onnx failed:Type Error: Type parameter (T) of Optype (MatMul) ' +
      'bound to different types (tensor(float) and tensor(double) in node ().',
    'LOAD_FAILED',
    ['MatMul', 'float and double', 'float32'],
  ],
  [
    "Load model from /home/me/m.onnx failed:Invalid model. Node input 'zz' is not a graph " +
      'input, initializer, or output of a previous node.',
    'LOAD_FAILED',
    ["Node input 'zz'"],
  ],
  [
    'Exception during initialization: ' +
      '/onnxruntime_src/onnxruntime/core/providers/cpu/ml/tree_ensemble_attribute.h:75 ' +
      'onnxruntime::ml::detail::TreeEnsembleAttributesV3<ThresholdType>::TreeEnsembleAttributesV3(const ' +
      'onnxruntime::OpKernelInfo&, bool) [with ThresholdType = double] n_targets_or_classes > 0 ' +
      'was false. n_targets_or_classes must be positive, got 0\n',
    'LOAD_FAILED',
    ['n_targets_or_classes must be positive'],
  ],
])("a model that cannot be loaded is told in its owner's words: %j", (text, rejection, words) => {
  const error = toLoadError(new Error(text), '/home/me/m.onnx', explainOnnxMessage);
  expect(error.rejection).toBe(rejection);
  for (const word of words) expect(error.message).toContain(word);
  expect(error.message).toMatch(/^ONNX Runtime cannot load the model: .*[.]$/);
  expect(error.message).not.toMatch(
    /::|\.cc:|\.h:|lambda|language-pack|Fatal error|was false|\(-1\)|\/home/,
  );
});
