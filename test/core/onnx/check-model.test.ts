import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from '@jest/globals';
import { checkModel } from '../../../layers/maas/core/onnx/check-model.ts';
import { checkTypes } from '../../../layers/maas/core/onnx/check-types.ts';
import {
  AttributeProto_AttributeType,
  FunctionProtoSchema,
  SparseTensorProtoSchema,
  TensorProtoSchema,
  ValueInfoProtoSchema,
} from '../../../layers/maas/core/onnx/generated/onnx_pb.js';
import { readModelHeader } from '../../../layers/maas/core/onnx/model-header.ts';
import { toFileBytes } from '../../support/file-bytes.ts';
import {
  encodeOnnx,
  externalTensor,
  type ModelOptions,
  node,
  rawTensor,
  subgraph,
  TYPE,
  value,
} from '../../support/onnx-model.ts';

const FILES = new Map([
  ['model.onnx', 1000],
  ['weights.bin', 400],
  ['data/more.bin', 400],
]);
const x = value('x', TYPE.FLOAT, ['n', 10]);
const y = value('y', TYPE.FLOAT, ['n', 10]);
const plain = {
  node: [node('Add', ['x', 'w'], ['y'])],
  input: [x],
  output: [y],
  initializer: [rawTensor('w', [10], new Float32Array(10))],
};

function check(options: ModelOptions): void {
  checkModel(readModelHeader(toFileBytes(encodeOnnx(options))), FILES);
}

function withTensor(tensor: Parameters<typeof create<typeof TensorProtoSchema>>[1]): ModelOptions {
  return {
    graph: {
      ...plain,
      initializer: [create(TensorProtoSchema, { name: 'w', dataType: TYPE.FLOAT, ...tensor })],
    },
  };
}

function external(
  entries: Parameters<typeof externalTensor>[2],
  dims: readonly number[] = [10],
): ModelOptions {
  return { graph: { ...plain, initializer: [externalTensor('w', dims, entries)] } };
}

function sparse(
  dims: readonly bigint[],
): ReturnType<typeof create<typeof SparseTensorProtoSchema>> {
  return create(SparseTensorProtoSchema, {
    dims: [...dims],
    values: rawTensor('w', [1], new Float32Array(1)),
    indices: rawTensor('', [1], new BigInt64Array(1)),
  });
}

/** Functions that each call the next one `calls` times. */
function chain(length: number, calls: number): ModelOptions {
  const functions = Array.from({ length }, (_, index) =>
    create(FunctionProtoSchema, {
      name: `f${index}`,
      domain: 'own',
      input: ['a'],
      output: ['b'],
      opsetImport: [
        { domain: '', version: 21n },
        { domain: 'own', version: 1n },
      ],
      node: Array.from({ length: calls }, (__, call) =>
        index === length - 1
          ? node('Identity', ['a'], ['b'])
          : node(`f${index + 1}`, ['a'], [call === calls - 1 ? 'b' : `b${call}`], {}, 'own'),
      ),
    }),
  );
  return {
    graph: { ...plain, node: [node('f0', ['x'], ['y'], {}, 'own')] },
    opsets: { '': 21, own: 1 },
    functions,
  };
}

describe('checkModel', () => {
  it.each<[string, ModelOptions]>([
    ['nothing unusual', { graph: plain }],
    [
      'the oldest and newest versions',
      { graph: plain, irVersion: 13, opsets: { '': 26, 'ai.onnx.ml': 5, 'com.microsoft': 1 } },
    ],
    ['the IR version 1', { graph: plain, irVersion: 1 }],
    [
      'imports of domains that it does not use',
      { graph: plain, opsets: { '': 21, 'pkg.onnxscript.torch_lib': 1 } },
    ],
    [
      "ONNX Runtime's own operators",
      { graph: { ...plain, node: [node('Gelu', ['x'], ['y'], {}, 'com.microsoft')] } },
    ],
    ['functions that call each other', chain(50, 1)],
    [
      'weights in a file of the bundle',
      external({ location: 'weights.bin', offset: '0', length: '40' }),
    ],
    ['weights in a folder of the bundle', external({ location: './data/more.bin', offset: '360' })],
    ['weights in its own file', external({ location: 'model.onnx', offset: '960', length: '40' })],
    ['an empty tensor', withTensor({ dims: [0n, 1_000_000n] })],
    [
      'half-byte integers',
      withTensor({ dims: [7n], dataType: TYPE.INT4, rawData: new Uint8Array(4) }),
    ],
    [
      'half-byte integers as numbers',
      withTensor({ dims: [8n], dataType: TYPE.UINT4, int32Data: [1, 2, 3, 4] }),
    ],
    ['booleans as numbers', withTensor({ dims: [3n], dataType: TYPE.BOOL, int32Data: [0, 1, 1] })],
    [
      'strings',
      withTensor({
        dims: [2n],
        dataType: TYPE.STRING,
        stringData: [Buffer.from('a'), Buffer.from('b')],
      }),
    ],
    ['a scalar', withTensor({ floatData: [1] })],
    ['an input that is an output as it came', { graph: { ...plain, output: [y, x] } }],
    ['a small sparse tensor', { graph: { ...plain, sparseInitializer: [sparse([1000n])] } }],
  ])('accepts a model when it has %s', (_, options) => {
    expect(() => {
      check(options);
    }).not.toThrow();
  });

  it.each<[string, ModelOptions, string, RegExp]>([
    [
      'the IR version 0',
      { graph: plain, irVersion: 0 },
      'UNSUPPORTED_IR_VERSION',
      /IR version 0.*ir_version = 13/,
    ],
    [
      'the IR version -1',
      { graph: plain, irVersion: -1 },
      'UNSUPPORTED_IR_VERSION',
      /IR version -1/,
    ],
    ['no operator set', { graph: plain, opsets: {} }, 'UNSUPPORTED_OPSET', /opset_import/],
    ['operator set 0', { graph: plain, opsets: { '': 0 } }, 'UNSUPPORTED_OPSET', /operator set 0/],
    [
      'operator set 27',
      { graph: plain, opsets: { 'ai.onnx': 27 } },
      'UNSUPPORTED_OPSET',
      /1 to 26/,
    ],
    [
      'ai.onnx.ml 6',
      { graph: plain, opsets: { '': 21, 'ai.onnx.ml': 6 } },
      'UNSUPPORTED_OPSET',
      /ai\.onnx\.ml/,
    ],
    [
      'two outputs of one name',
      { graph: { ...plain, output: [y, y] } },
      'NOT_ONNX',
      /two outputs .*"y"/,
    ],
    ['no output', { graph: { ...plain, output: [] } }, 'NOT_ONNX', /no output/],
    [
      'two inputs of one name',
      { graph: { ...plain, input: [x, x] } },
      'NOT_ONNX',
      /two inputs .*"x"/,
    ],
    [
      "an operator of somebody's own",
      { graph: { ...plain, node: [node('Secret', ['x'], ['y'], {}, 'com.example')] } },
      'UNKNOWN_OPERATOR',
      /"Secret".*"com\.example"/,
    ],
    [
      'such an operator inside a branch',
      {
        graph: {
          ...plain,
          node: [
            node('If', ['c'], ['y'], {
              then_branch: subgraph({ node: [node('Secret', ['x'], ['y'], {}, 'com.example')] }),
            }),
          ],
        },
      },
      'UNKNOWN_OPERATOR',
      /Secret/,
    ],
    ['functions a thousand calls deep', chain(1000, 1), 'TOO_LARGE', /100 deep/],
    ['functions that double forty times', chain(40, 2), 'TOO_LARGE', /written out/],
    [
      'a function that calls itself',
      {
        graph: { ...plain, node: [node('f', ['x'], ['y'], {}, 'own')] },
        functions: [
          create(FunctionProtoSchema, {
            name: 'f',
            domain: 'own',
            node: [node('f', ['a'], ['b'], {}, 'own')],
          }),
        ],
      },
      'TOO_LARGE',
      /call themselves/,
    ],
    [
      'weights one folder up',
      external({ location: '../x' }),
      'EXTERNAL_DATA_OUTSIDE_BUNDLE',
      /"\.\.\/x"/,
    ],
    [
      'weights up behind a folder',
      external({ location: 'data/../../x' }),
      'EXTERNAL_DATA_OUTSIDE_BUNDLE',
      /outside/,
    ],
    [
      'weights at an absolute path',
      external({ location: '/etc/passwd' }),
      'EXTERNAL_DATA_OUTSIDE_BUNDLE',
      /passwd/,
    ],
    [
      'weights at a path of Windows',
      external({ location: 'C:\\weights.bin' }),
      'EXTERNAL_DATA_OUTSIDE_BUNDLE',
      /weights/,
    ],
    [
      'weights in a folder as Windows writes it',
      external({ location: 'data\\weights.bin' }),
      'EXTERNAL_DATA_MISSING',
      /"data\\\\weights\.bin", a path of Windows.* plain file name/,
    ],
    [
      'weights up behind a folder of Windows',
      external({ location: 'data\\..\\weights.bin' }),
      'EXTERNAL_DATA_OUTSIDE_BUNDLE',
      /outside/,
    ],
    [
      'weights behind a NUL',
      external({ location: 'weights.bin\0.txt' }),
      'EXTERNAL_DATA_OUTSIDE_BUNDLE',
      /weights/,
    ],
    [
      'weights in a file that is not there',
      external({ location: 'other.bin' }),
      'EXTERNAL_DATA_MISSING',
      /"other\.bin".*"weights\.bin"/,
    ],
    [
      'weights in memory',
      external({ location: '*/_ORT_MEM_ADDR_/*', offset: '94000000000000' }),
      'EXTERNAL_DATA_MISSING',
      /lacks/,
    ],
    ['weights nowhere', external({}), 'EXTERNAL_DATA_MISSING', /""/],
    [
      'two places for the same weights',
      external([
        ['location', 'weights.bin'],
        ['location', '../x'],
      ]),
      'EXTERNAL_DATA_OUTSIDE_BUNDLE',
      /more than once/,
    ],
    [
      'weights beyond the end of the file',
      external({ location: 'weights.bin', offset: '380', length: '40' }),
      'TENSOR_EXCEEDS_FILE',
      /which has 400/,
    ],
    [
      'a shape larger than its length',
      external({ location: 'weights.bin', length: '40' }, [11]),
      'TENSOR_EXCEEDS_FILE',
      /44 bytes/,
    ],
    [
      'a shape larger than the file',
      external({ location: 'weights.bin' }, [101]),
      'TENSOR_EXCEEDS_FILE',
      /404 bytes/,
    ],
    [
      'a negative offset',
      external({ location: 'weights.bin', offset: '-1' }),
      'TENSOR_EXCEEDS_FILE',
      /"-1"/,
    ],
    [
      'an offset of 2^64',
      external({ location: 'weights.bin', offset: '18446744073709551616' }),
      'TENSOR_EXCEEDS_FILE',
      /18446744073709551616/,
    ],
    [
      'more elements than data',
      withTensor({ dims: [11n], rawData: new Uint8Array(40) }),
      'TENSOR_EXCEEDS_FILE',
      /claims 11 elements.*data for 10/,
    ],
    [
      'more elements than data, left in the file',
      withTensor({ dims: [1001n], rawData: new Uint8Array(4000) }),
      'TENSOR_EXCEEDS_FILE',
      /data for 1000/,
    ],
    [
      'more elements than numbers',
      withTensor({ dims: [4n], floatData: [1, 2, 3] }),
      'TENSOR_EXCEEDS_FILE',
      /claims 4/,
    ],
    [
      'four billion elements of nothing',
      withTensor({ dims: [1n << 32n] }),
      'TENSOR_EXCEEDS_FILE',
      /data for 0/,
    ],
    [
      'a shape beyond counting',
      withTensor({ dims: [1n << 62n, 1n << 62n, 4n], rawData: new Uint8Array(4) }),
      'TENSOR_EXCEEDS_FILE',
      /claims/,
    ],
    ['a negative dimension', withTensor({ dims: [-1n] }), 'NOT_ONNX', /negative/],
    [
      'an unknown data type',
      withTensor({ dims: [1n], dataType: 99, rawData: new Uint8Array(8) }),
      'UNSUPPORTED_TYPE',
      /99/,
    ],
    [
      'a sparse initializer of 16 GB',
      { graph: { ...plain, sparseInitializer: [sparse([4n, 1n << 30n])] } },
      'TENSOR_EXCEEDS_FILE',
      /sparse/,
    ],
    [
      'a sparse constant of 16 GB',
      {
        graph: {
          ...plain,
          node: [
            node('Constant', [], ['w'], {
              sparse_value: {
                sparseTensor: sparse([1n << 32n]),
                type: AttributeProto_AttributeType.SPARSE_TENSOR,
              },
            }),
          ],
        },
      },
      'TENSOR_EXCEEDS_FILE',
      /sparse/,
    ],
    [
      'a constant of 16 GB inside a branch',
      {
        graph: {
          ...plain,
          node: [
            node('If', ['c'], ['y'], {
              then_branch: subgraph({
                node: [
                  node('Constant', [], ['y'], {
                    value: create(TensorProtoSchema, {
                      dims: [1n << 32n],
                      dataType: TYPE.FLOAT,
                      rawData: new Uint8Array(4),
                    }),
                  }),
                ],
              }),
            }),
          ],
        },
      },
      'TENSOR_EXCEEDS_FILE',
      /claims/,
    ],
  ])('rejects a model when it has %s', (_, options, code, message) => {
    expect(() => {
      check(options);
    }).toThrow(
      expect.objectContaining({
        name: 'RejectionError',
        code,
        message: expect.stringMatching(message),
      }),
    );
  });
});

describe('checkTypes', () => {
  const sequence = create(ValueInfoProtoSchema, {
    name: 'y',
    type: { value: { case: 'sequenceType', value: {} } },
  });

  it.each([
    ['an output is a sequence', { ...plain, output: [sequence] }, /output "y" is a sequence/],
    ['an input is a sequence', { ...plain, input: [sequence] }, /input "y" is a sequence/],
    ['an input is BFLOAT16', { ...plain, input: [value('x', TYPE.BFLOAT16, [1])] }, /BFLOAT16/],
    [
      'an output is COMPLEX64',
      { ...plain, output: [value('y', TYPE.COMPLEX64, [1])] },
      /COMPLEX64/,
    ],
  ])('rejects a model when %s', (_, graph, message) => {
    const { model } = readModelHeader(toFileBytes(encodeOnnx({ graph })));
    expect(() => {
      checkTypes(model);
    }).toThrow(
      expect.objectContaining({
        code: 'UNSUPPORTED_TYPE',
        message: expect.stringMatching(message),
      }),
    );
  });

  it('accepts a model when a weight of another type is listed among its inputs, or an output has no type', () => {
    const graph = {
      ...plain,
      input: [x, value('w', TYPE.BFLOAT16, [10])],
      output: [create(ValueInfoProtoSchema, { name: 'y' })],
    };
    const { model } = readModelHeader(toFileBytes(encodeOnnx({ graph })));
    expect(() => {
      checkTypes(model);
    }).not.toThrow();
  });
});
