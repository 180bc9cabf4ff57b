import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OnnxModelRuntime } from '../../../layers/maas/adapters/onnx/onnx-model-runtime.ts';
import type { Split, TreeNodes } from '../../../layers/maas/core/convert/ensemble/forest.ts';
import { ForestBuilder } from '../../../layers/maas/core/convert/ensemble/forest-builder.ts';
import { writeBooster } from '../../../layers/maas/core/convert/graph/write-booster.ts';
import { toInputs } from '../../support/boosters.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'trees-test-'));
const runtime = new OnnxModelRuntime({ threads: 1, memoryMb: 1769 });
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const COLUMNS = 2;
/** Either side of what sets hold, of where bits end, and of whole numbers. */
const CELLS = [
  ...[0, 1, 2, 29, 30, 31, 32, 33, 62, 63, 64, 65, 127, 1000, 1_000_000],
  ...[-1, -0.5, 0.5, 1.5, 30.5, 1e-36, 3e9, NaN, Infinity, -Infinity],
];

type Shape = { readonly leaf: number } | { readonly split: Omit<Split, 'whenTrue' | 'whenFalse'> };
interface Tree {
  readonly nodes: readonly Shape[];
  readonly precision: 'FP32' | 'FP64';
}

const split = fc
  .record({
    column: fc.nat(COLUMNS - 1),
    mode: fc.constantFrom('atMost', 'below', 'isIn', 'isIn', 'isIn'),
    threshold: fc.constantFrom(-1, 0, 0.5, 1, 30, 64, 1000),
    members: fc.oneof(
      fc.uniqueArray(fc.nat(4), { maxLength: 3 }),
      fc.uniqueArray(fc.nat(31), { maxLength: 32 }),
      fc.uniqueArray(fc.nat(70), { maxLength: 40 }),
      fc.uniqueArray(fc.constantFrom(0, 30, 31, 63, 64, 1000, 1_000_000), { minLength: 1 }),
    ),
    isMissingTrue: fc.boolean(),
  })
  .map((made): Shape => {
    const { members, ...others } = made;
    const isIn = made.mode === 'isIn';
    return {
      split: { ...others, reading: isIn ? 'code' : 'plain', ...(isIn ? { members } : {}) },
    };
  });

/** A heap: the children of node n are 2n + 1 and 2n + 2. */
const trees = fc.record<Tree>({
  precision: fc.constantFrom('FP32', 'FP64'),
  nodes: fc
    .array(split, { minLength: 1, maxLength: 15 })
    .map((splits) => [
      ...splits,
      ...Array.from({ length: splits.length + 1 }, (_, leaf) => ({ leaf: leaf + 1 })),
    ]),
});

function toNodes(shapes: readonly Shape[]): TreeNodes {
  return {
    count: shapes.length,
    root: 0,
    leafValue: (node) => {
      const shape = shapes[node];
      return shape && 'leaf' in shape ? shape.leaf : undefined;
    },
    readSplit: (node) => {
      const shape = shapes[node];
      if (!shape || !('split' in shape)) throw new Error(`Node ${node} is a leaf.`);
      return { ...shape.split, whenTrue: 2 * node + 1, whenFalse: 2 * node + 2 };
    },
  };
}

/** Follows a tree split by split, as the frameworks' own code does. */
function answer(nodes: TreeNodes, row: readonly number[], node = 0): number {
  const value = nodes.leafValue(node);
  if (value !== undefined) return value;
  const { column, mode, threshold, members, isMissingTrue, ...next } = nodes.readSplit(node);
  const cell = row[column] ?? NaN;
  const isTrue = Number.isNaN(cell)
    ? isMissingTrue
    : mode === 'isIn'
      ? cell >= 0 && Array.from(members ?? []).includes(Math.trunc(cell))
      : mode === 'below'
        ? cell < threshold
        : cell <= threshold;
  return answer(nodes, row, isTrue ? next.whenTrue : next.whenFalse);
}

describe('a tree as ONNX', () => {
  it('leads every row where its splits say', async () => {
    const rows = CELLS.flatMap((a) => CELLS.map((b) => [a, b]));
    await fc.assert(
      fc.asyncProperty(fc.array(trees, { minLength: 1, maxLength: 4 }), async (forest) => {
        const [{ precision } = { precision: 'FP64' as const }] = forest;
        const builder = new ForestBuilder(COLUMNS);
        const all = forest.map(({ nodes }) => toNodes(nodes));
        all.forEach((nodes, index) => {
          builder.addTree(`Tree ${index}`, index, nodes);
        });
        const model = path.join(folder, 'model.onnx');
        writeFileSync(
          model,
          writeBooster({
            precision,
            columns: [{}, {}],
            forest: builder.build(),
            outputs: all.length,
            divisor: 1,
            answer: 'numbers',
            link: { kind: 'identity' },
            source: {
              format: 'lightgbm-text',
              release: '',
              booster: '',
              objective: '',
              trees: all.length,
            },
            notes: [],
          }),
        );
        const session = await runtime.load(model);
        const { value } = await session.run(toInputs(rows, session.signature.inputs), ['value']);
        await session.release();
        const expected = rows.flatMap((row) =>
          all.map((nodes) => answer(nodes, precision === 'FP32' ? row.map(Math.fround) : row)),
        );
        expect(Array.from(value?.data as ArrayLike<number>)).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });
});
