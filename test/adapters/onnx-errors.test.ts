import { expect, it } from '@jest/globals';
import { toRunError } from '../../layers/maas/adapters/onnx-errors.ts';

it.each([
  ['Status Message: element_wise_ops.cc:692 Compute Integer division by zero', 'Status Message: Integer division by zero.'],
  ['Status Message: element_wise_ops.cc:2256 operator() Integer modulo by zero', 'Status Message: Integer modulo by zero.'],
  ['/onnxruntime_src/onnxruntime/core/graph.cc:12 void f(int) x is no tensor', 'x is no tensor.'],
])('the runtime\'s sources are left out of %j', (text, told) => {
  expect(toRunError(new Error(text))).toMatchObject({ code: 'MODEL_REFUSED_INPUT', message: `The model cannot take this input: ${told}` });
});
