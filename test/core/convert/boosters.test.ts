import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { OnnxModelRuntime } from '../../../layers/maas/adapters/onnx/onnx-model-runtime.ts';
import { findBoosterFormat } from '../../../layers/maas/core/convert/booster-format.ts';
import { convertBooster } from '../../../layers/maas/core/convert/convert-booster.ts';
import type { Tensors } from '../../../layers/maas/core/tensor.ts';
import { type BoosterFixture, listBoosters, RELEASES, toInputs } from '../../support/boosters.ts';
import { toFileBytes } from '../../support/file-bytes.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'boosters-test-'));
const runtime = new OnnxModelRuntime({ threads: 1, memoryMb: 1769 });
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Single precision rounds a score by so much; margins and LightGBM's numbers are exact. */
const ROUNDING = 2e-7;

async function run({ bytes, rows }: BoosterFixture): Promise<Tensors> {
  const file = toFileBytes(bytes);
  const format = findBoosterFormat(file);
  if (format === undefined) throw new Error('It is not known for what it is.');
  const model = path.join(folder, 'model.onnx');
  writeFileSync(model, convertBooster(file, format).model);
  const session = await runtime.load(model);
  try {
    const names = session.signature.outputs.map(({ name }) => name);
    return await session.run(toInputs(rows, session.signature.inputs), names);
  } finally {
    await session.release();
  }
}

function readRows(outputs: Tensors, name: string): number[][] {
  const { shape: [rows = 0] = [], data = [] } = outputs[name] ?? {};
  const width = data.length / rows;
  const numbers = Array.from(data as ArrayLike<number | bigint>, Number);
  return Array.from({ length: rows }, (_, row) => numbers.slice(row * width, (row + 1) * width));
}

const pick = (record: Readonly<Record<string, number>>, key: RegExp): number[] =>
  Object.entries(record).flatMap(([name, value]) => (key.test(name) ? [value] : []));

function findGreatest(
  actual: readonly number[][],
  expected: readonly (readonly number[])[],
): number {
  expect(actual.map((row) => row.length)).toEqual(expected.map((row) => row.length));
  return Math.max(
    ...actual.flatMap((row, index) =>
      row.map((value, column) => {
        const wanted = expected[index]?.[column] ?? NaN;
        return Object.is(value, wanted)
          ? 0
          : Math.abs(value - wanted) / Math.max(1, Math.abs(wanted));
      }),
    ),
  );
}

describe.each(RELEASES)('the own file of %s', (release) => {
  it.each(listBoosters(release).map((fixture) => [fixture.file, fixture] as const))(
    'gives its margins, labels and scores when it is %s',
    async (_, fixture) => {
      const outputs = await run(fixture);
      const { records, margin } = fixture;
      if (outputs.value) {
        const expected = records.map((record) => pick(record, /^value/));
        expect(findGreatest(readRows(outputs, 'value'), expected)).toBeLessThan(ROUNDING);
        return;
      }
      const labels = records.map((record) => pick(record, /^label/));
      expect(readRows(outputs, 'label')).toEqual(labels);
      const scores = records.map((record) => pick(record, /^score:/));
      expect(findGreatest(readRows(outputs, 'scores'), scores)).toBeLessThan(ROUNDING);
      if (outputs.margin) expect(findGreatest(readRows(outputs, 'margin'), margin)).toBe(0);
    },
  );
});
