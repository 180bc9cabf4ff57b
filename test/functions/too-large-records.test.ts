import { describe, expect, it } from '@jest/globals';
import { LIMITS } from '../../layers/maas/contract/limits.ts';
import { encodeOnnx, node, rawTensor, TYPE, value } from '../support/onnx-model.ts';
import { lines, createNetwork, service } from '../support/large-networks.ts';

/** `y = x` for as many inputs. */
function createWide(count: number): Uint8Array {
  const names = Array.from(
    { length: count },
    (_, index) => `a rather long name of a column, number ${index}`,
  );
  return encodeOnnx({
    graph: {
      node: names.map((name) => node('Identity', [name], [`${name} again`])),
      input: names.map((name) => value(name, TYPE.FLOAT, ['n', 1])),
      output: names.map((name) => value(`${name} again`, TYPE.FLOAT, ['n', 1])),
    },
  });
}

/** The sum of so many columns. */
function createColumns(count: number): Uint8Array {
  const weights = rawTensor('w', [count, 1], new Float32Array(count).fill(1));
  return encodeOnnx({
    graph: {
      node: [node('MatMul', ['x', 'w'], ['y'])],
      input: [value('x', TYPE.FLOAT, ['n', count])],
      output: [value('y', TYPE.FLOAT, ['n', 1])],
      initializer: [weights],
    },
  });
}

describe('what would make a record too large', () => {
  const columns = Buffer.from('x');
  const many = LIMITS.labels + 1;
  const id2label = Object.fromEntries(
    Array.from({ length: many }, (_, index) => [index, `l${index}`]),
  );

  it.each<[string, () => Record<string, Uint8Array>, string]>([
    [
      'too many labels',
      () => ({
        'model.onnx': createNetwork(many),
        'columns.txt': columns,
        'labels.txt': lines(many),
      }),
      '"labels.txt" names 100001 labels; the limit is 100000',
    ],
    [
      'labels that are too long',
      () => ({
        'model.onnx': createNetwork(2),
        'columns.txt': columns,
        'labels.txt': Buffer.from(`${'x'.repeat(LIMITS.settingsBytes)}\nb`),
      }),
      'The labels of "labels.txt" have',
    ],
    [
      'too many labels in config.json',
      () => ({
        'model.onnx': createNetwork(many),
        'columns.txt': columns,
        'config.json': Buffer.from(JSON.stringify({ id2label })),
      }),
      '"config.json" names 100001 labels',
    ],
    ['thousands of inputs', () => ({ 'model.onnx': createWide(2500) }), '"model.onnx" brings'],
    [
      'columns with long names',
      () => ({
        'model.onnx': createColumns(20_000),
        'columns.txt': lines(20_000, 'c'.repeat(420)),
      }),
      '"columns.txt" brings',
    ],
  ])('is refused with the name of the file: %s', async (_, createFiles, sentence) => {
    const { status, body } = await service.upload(createFiles(), { name: 'large' });
    expect({ status, body }).toMatchObject({
      status: 422,
      body: { code: 'MODEL_REJECTED', error: expect.stringContaining(sentence) },
    });
    expect(body.error).toContain('TOO_LARGE');
  });
});
