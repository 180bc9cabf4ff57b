import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { OnnxModelRuntime } from '../../../layers/maas/adapters/onnx/onnx-model-runtime.ts';
import {
  type PreparedBundle,
  prepareBundle,
} from '../../../layers/maas/core/ingest/prepare-bundle.ts';
import type { WorkFolder } from '../../../layers/maas/core/ingest/workspace.ts';
import type { ModelSession } from '../../../layers/maas/core/ports/model-runtime.ts';
import type { Datatype, Tensor, Tensors, TensorSpec } from '../../../layers/maas/core/tensor.ts';
import { createIngestBench } from '../../support/ingest.ts';
import {
  encodeOnnx,
  externalTensor,
  node,
  rawTensor,
  TYPE,
  value,
} from '../../support/onnx-model.ts';

const bench = createIngestBench();
const runtime = new OnnxModelRuntime({ threads: 1 });
afterAll(() => {
  bench.remove();
});

async function prepare(
  files: Readonly<Record<string, Uint8Array>>,
): Promise<PreparedBundle & { folder: WorkFolder }> {
  const folder = await bench.workspace.open();
  const uploads = [];
  for (const [name, bytes] of Object.entries(files)) {
    await folder.write(name, [bytes]);
    uploads.push({
      path: name,
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
  }
  return { ...(await prepareBundle({ uploads }, folder)), folder };
}

async function loadBoth(
  files: Readonly<Record<string, Uint8Array>>,
): Promise<{ original: ModelSession; prepared: ModelSession; bundle: PreparedBundle }> {
  const bundle = await prepare(files);
  return {
    bundle,
    original: await runtime.load(path.join(bundle.folder.path, 'model.onnx')),
    prepared: await runtime.load(path.join(bundle.folder.path, bundle.entry)),
  };
}

function makeTensor({ datatype, shape }: TensorSpec, rows: number): Tensor {
  const sizes = shape.map((size) => (size === -1 ? rows : size));
  const count = sizes.reduce((product, size) => product * size, 1);
  const make: Partial<Record<Datatype, () => Tensor['data']>> = {
    INT64: () => BigInt64Array.from({ length: count }, (_, index) => BigInt(index % 2)),
    FP32: () => Float32Array.from({ length: count }, (_, index) => Math.sin(index)),
  };
  return { datatype, shape: sizes, data: make[datatype]?.() ?? [] };
}

async function runBoth(
  files: Readonly<Record<string, Uint8Array>>,
  rows = 3,
): Promise<{ before: Tensors; after: Tensors; bundle: PreparedBundle }> {
  const { original, prepared, bundle } = await loadBoth(files);
  const inputs = Object.fromEntries(
    original.signature.inputs.map((spec) => [spec.name, makeTensor(spec, rows)]),
  );
  const names = original.signature.outputs.map(({ name }) => name);
  expect(prepared.signature).toEqual(original.signature);
  return {
    before: await original.run(inputs, names),
    after: await prepared.run(inputs, names),
    bundle,
  };
}

describe('weights by reference', () => {
  it('give the very bits of the original when there are two megabytes of them', async () => {
    const weights = Float32Array.from({ length: 512 * 1024 }, (_, index) => Math.cos(index));
    const graph = {
      node: [node('MatMul', ['x', 'w'], ['h']), node('Add', ['h', 'b'], ['y'])],
      input: [value('x', TYPE.FLOAT, ['n', 1024])],
      output: [value('y', TYPE.FLOAT, ['n', 512])],
      initializer: [
        rawTensor('w', [1024, 512], weights),
        rawTensor('b', [512], weights.subarray(0, 512)),
      ],
    };
    const { before, after, bundle } = await runBoth({ 'model.onnx': encodeOnnx({ graph }) });
    expect(bundle.files.map((file) => file.path)).toEqual(['model.onnx', 'model.prepared.onnx']);
    expect(bundle.files[1]?.bytes).toBeLessThan(1000);
    expect(after).toEqual(before);
  });

  it('leave alone what was external already when a model has both', async () => {
    const graph = {
      node: [node('Add', ['x', 'w'], ['h']), node('Add', ['h', 'v'], ['y'])],
      input: [value('x', TYPE.FLOAT, ['n', 300_000])],
      output: [value('y', TYPE.FLOAT, ['n', 300_000])],
      initializer: [
        rawTensor(
          'w',
          [300_000],
          Float32Array.from({ length: 300_000 }, (_, index) => index),
        ),
      ],
    };
    const bytes = encodeOnnx({
      graph: {
        ...graph,
        initializer: [
          ...graph.initializer,
          externalTensor('v', [300_000], { location: 'data/v.bin' }),
        ],
      },
    });
    const { before, after, bundle } = await runBoth(
      {
        'model.onnx': bytes,
        'data/v.bin': Buffer.from(
          Float32Array.from({ length: 300_000 }, (_, index) => -index).buffer,
        ),
      },
      1,
    );
    expect(bundle.entry).toBe('model.prepared.onnx');
    expect(after).toEqual(before);
  });
});

describe('ZipMap', () => {
  const classifier = (zipMap: boolean): Uint8Array =>
    encodeOnnx({
      graph: {
        node: [
          node(
            'LinearClassifier',
            ['x'],
            ['label', 'raw'],
            {
              classlabels_strings: ['否', '是'],
              coefficients: [0.5, -1.25, 0.75, 2.5],
              intercepts: [0.1, -0.1],
              post_transform: 'SOFTMAX',
            },
            'ai.onnx.ml',
          ),
          zipMap
            ? node(
                'ZipMap',
                ['raw'],
                ['scores'],
                { classlabels_strings: ['否', '是'] },
                'ai.onnx.ml',
              )
            : node('Identity', ['raw'], ['scores']),
        ],
        input: [value('x', TYPE.FLOAT, ['n', 2])],
        output: [
          value('label', TYPE.STRING, ['n']),
          zipMap ? { name: 'scores' } : value('scores', TYPE.FLOAT, [undefined, 2]),
        ],
      },
    });

  it('gives the scores that went into it when it is taken out', async () => {
    const { folder, entry, labels, files } = await prepare({ 'model.onnx': classifier(true) });
    const plain = await prepare({ 'model.onnx': classifier(false) });
    const inputs = {
      x: { datatype: 'FP32', shape: [3, 2], data: new Float32Array([1, 2, -3, 0.5, 0, 0]) },
    } as const;
    const [without, expected] = await Promise.all(
      [`${folder.path}/${entry}`, `${plain.folder.path}/${plain.entry}`].map((file) =>
        runtime.load(file),
      ),
    );
    expect(await without?.run(inputs, ['label', 'scores'])).toEqual(
      await expected?.run(inputs, ['label', 'scores']),
    );
    expect(without?.signature.outputs[1]).toEqual({
      name: 'scores',
      datatype: 'FP32',
      shape: [-1, 2],
    });
    expect([labels, files.map((file) => file.path)]).toEqual([
      ['否', '是'],
      ['model.prepared.onnx'],
    ]);
  });
});

const fixtures = process.env.MAAS_FIXTURES;
(fixtures === undefined ? describe.skip : describe)("models of the field's exporters", () => {
  const read = (folder: string): Record<string, Uint8Array> =>
    Object.fromEntries(
      readdirSync(folder)
        .filter((name) => name.startsWith('model.onnx'))
        .map((name) => [name, readFileSync(path.join(folder, name))]),
    );

  it.each([
    'minilm',
    'minilm-classifier',
    'bert-heads/fill-mask',
    'bert-heads/question-answering',
    'bert-heads/token-classification',
    'torch-sentiment/bundle',
    'timeseries-torch',
    'timeseries-keras',
    'digits-cnn',
    'tabular/xgboost-classifier',
  ])('give the very bits of the original when it is %s', async (name) => {
    const { before, after } = await runBoth(read(path.join(fixtures ?? '', name)));
    expect(
      Buffer.concat(Object.values(after).map(toBytes)).equals(
        Buffer.concat(Object.values(before).map(toBytes)),
      ),
    ).toBe(true);
  });

  it.each(['tabular/sklearn-matrix', 'tabular/lightgbm-classifier', 'tabular/catboost-classifier'])(
    "give the framework's own scores without their ZipMap when it is %s",
    async (name) => {
      const folder = path.join(fixtures ?? '', name);
      const bundle = await prepare(read(folder));
      const session = await runtime.load(path.join(bundle.folder.path, bundle.entry));
      const lines = readFileSync(path.join(folder, 'reference.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map(
          (line) =>
            JSON.parse(line) as {
              row: Record<string, number | null> | (number | null)[];
              label: number;
              scores: number[] | Record<string, number>;
            },
        );
      const rows = lines.map(({ row }) => Object.values(row).map((cell) => cell ?? NaN));
      const [input] = session.signature.inputs;
      const [label, scores] = session.signature.outputs;
      const results = await session.run(
        {
          [input?.name ?? '']: {
            datatype: 'FP32',
            shape: [rows.length, rows[0]?.length ?? 0],
            data: Float32Array.from(rows.flat()),
          },
        },
        [label?.name ?? '', scores?.name ?? ''],
      );
      expect(Array.from(results[label?.name ?? '']?.data as BigInt64Array, Number)).toEqual(
        lines.map((line) => line.label),
      );
      const expected = lines.flatMap((line) => Object.values(line.scores));
      const actual = results[scores?.name ?? '']?.data as Float32Array;
      expect(
        Math.max(...expected.map((score, index) => Math.abs(score - (actual[index] ?? NaN)))),
      ).toBeLessThan(1e-4);
      expect(bundle.labels).toEqual(
        [...new Set(lines.map((line) => line.label))].sort((a, b) => a - b),
      );
    },
  );
});

function toBytes({ data }: Tensor): Buffer {
  return ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(JSON.stringify(data));
}
