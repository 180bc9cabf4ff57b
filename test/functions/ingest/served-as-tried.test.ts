import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from '@jest/globals';
import {
  FunctionProtoSchema,
  OperatorSetIdProtoSchema,
  type ModelProto,
} from '../../../layers/maas/core/onnx/generated/onnx_pb.js';
import {
  encodeOnnx,
  externalTensor,
  node,
  rawTensor,
  subgraph,
  TYPE,
  value,
} from '../../support/onnx-model.ts';
import { useService } from '../../support/use-service.ts';

type Graph = Parameters<typeof encodeOnnx>[0]['graph'];

/** Data at an offset, in a file of any name. */
const FILES = ['weights.bin', 'the weights é.bin', 'data/weights.bin'];
const OFFSET = 4096;
const WEIGHTS = Buffer.concat([Buffer.alloc(OFFSET), Buffer.from(Float32Array.of(10, 20).buffer)]);

const service = useService();

const [x, y, condition] = [
  value('x', TYPE.FLOAT, [2]),
  value('y', TYPE.FLOAT, [2]),
  value('c', TYPE.BOOL, [1]),
];
const weights = (location: string): ReturnType<typeof externalTensor> =>
  externalTensor('w', [2], { location, offset: String(OFFSET), length: '8' });
const addWeights = (location: string, input = 'x', output = 'sum'): Graph => ({
  node: [node('Add', [input, 'w'], [output])],
  output: [value(output, TYPE.FLOAT, [2])],
  initializer: [weights(location)],
});

const ifModel = (location: string): Graph => ({
  node: [
    node('If', ['c'], ['y'], {
      then_branch: subgraph(addWeights(location)),
      else_branch: subgraph({
        node: [node('Identity', ['x'], ['same'])],
        output: [value('same', TYPE.FLOAT, [2])],
      }),
    }),
  ],
  input: [x, condition],
  output: [y],
});

const loopModel = (location: string): Graph => {
  const body = subgraph({
    ...addWeights(location, 'state', 'next'),
    node: [node('Identity', ['go'], ['still']), node('Add', ['state', 'w'], ['next'])],
    input: [
      value('i', TYPE.INT64, []),
      value('go', TYPE.BOOL, []),
      value('state', TYPE.FLOAT, [2]),
    ],
    output: [value('still', TYPE.BOOL, []), value('next', TYPE.FLOAT, [2])],
  });
  return {
    node: [node('Loop', ['trips', '', 'x'], ['y'], { body })],
    input: [x],
    output: [y],
    initializer: [rawTensor('trips', [1], BigInt64Array.of(1n))],
  };
};

const scanModel = (location: string): Graph => {
  const body = subgraph({
    ...addWeights(location, 'state', 'next'),
    node: [node('Add', ['state', 'w'], ['next']), node('Identity', ['row'], ['seen'])],
    input: [value('state', TYPE.FLOAT, [2]), value('row', TYPE.FLOAT, [1])],
    output: [value('next', TYPE.FLOAT, [2]), value('seen', TYPE.FLOAT, [1])],
  });
  return {
    node: [node('Scan', ['x', 'rows'], ['y', 'all'], { body, num_scan_inputs: 1 })],
    input: [x],
    output: [y],
    initializer: [rawTensor('rows', [1, 1], Float32Array.of(0))],
  };
};

const deepModel = (location: string): Graph => {
  const inner = subgraph(addWeights(location, 'x', 'deep'));
  const outer = subgraph({
    node: [node('If', ['c'], ['sum'], { then_branch: inner, else_branch: inner })],
    output: [value('sum', TYPE.FLOAT, [2])],
  });
  return {
    node: [node('If', ['c'], ['y'], { then_branch: outer, else_branch: outer })],
    input: [x, condition],
    output: [y],
  };
};

const constantModel = (location: string): Graph => {
  const then = subgraph({
    node: [
      node('Constant', [], ['k'], { value: weights(location) }),
      node('Add', ['x', 'k'], ['sum']),
    ],
    output: [value('sum', TYPE.FLOAT, [2])],
  });
  return {
    node: [node('If', ['c'], ['y'], { then_branch: then, else_branch: then })],
    input: [x, condition],
    output: [y],
  };
};

const plainModel = (location: string): Graph => ({
  ...addWeights(location, 'x', 'y'),
  input: [x],
  output: [y],
});

const functionModel: Graph = {
  node: [node('AddWeights', ['x'], ['y'], {}, 'local')],
  input: [x],
  output: [y],
};
const functions = (location: string): ModelProto['functions'] => [
  create(FunctionProtoSchema, {
    domain: 'local',
    name: 'AddWeights',
    input: ['a'],
    output: ['b'],
    opsetImport: [create(OperatorSetIdProtoSchema, { domain: '', version: 21n })],
    node: [
      node('Constant', [], ['k'], { value: weights(location) }),
      node('Add', ['a', 'k'], ['b']),
    ],
  }),
];

describe('what was tried is served: external data', () => {
  it.each<[string, (location: string) => Uint8Array]>([
    ['of the graph itself', (location) => encodeOnnx({ graph: plainModel(location) })],
    ['of a branch of If', (location) => encodeOnnx({ graph: ifModel(location) })],
    ['of a branch inside a branch', (location) => encodeOnnx({ graph: deepModel(location) })],
    ['of a Constant in a branch', (location) => encodeOnnx({ graph: constantModel(location) })],
    ['of the body of Loop', (location) => encodeOnnx({ graph: loopModel(location) })],
    ['of the body of Scan', (location) => encodeOnnx({ graph: scanModel(location) })],
    [
      'of a local function',
      (location) =>
        encodeOnnx({
          graph: functionModel,
          functions: functions(location),
          opsets: { '': 21, local: 1 },
        }),
    ],
  ])('%s, whatever its file is called', async (_, encode) => {
    for (const location of FILES) {
      const model = encode(location);
      const uploaded = await service.upload(
        { 'model.onnx': model, [location]: WEIGHTS },
        { name: 'external' },
      );
      expect([location, uploaded.status, uploaded.body]).toEqual([
        location,
        201,
        expect.objectContaining({ status: 'READY' }),
      ]);
      const inputs = [
        { name: 'x', datatype: 'FP32', shape: [2], data: [1, 2] },
        { name: 'c', datatype: 'BOOL', shape: [1], data: [true] },
      ];
      const wanted = inputs.slice(
        0,
        (uploaded.body as { signature: { inputs: unknown[] } }).signature.inputs.length,
      );
      const answer = await service.call('POST', '/v2/models/external/infer', {
        json: { inputs: wanted, outputs: [{ name: 'y' }] },
      });
      expect([
        location,
        answer.status,
        (answer.body as { outputs?: { data: number[] }[] }).outputs?.[0]?.data,
      ]).toEqual([location, 200, [11, 22]]);
    }
  });
});
