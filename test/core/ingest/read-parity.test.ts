import { describe, expect, it } from '@jest/globals';
import { LIMITS } from '../../../layers/maas/contract/limits.ts';
import { readParity } from '../../../layers/maas/core/ingest/read-parity.ts';
import type { WorkFolder } from '../../../layers/maas/core/ingest/workspace.ts';

type Read = Awaited<ReturnType<typeof readParity>>;

/** Reads a bundle that has this `parity.json`. */
async function read(content: string, bytes = Buffer.byteLength(content)): Promise<Read> {
  const folder = {
    withFile: (_: string, use: (file: object) => Promise<unknown>) =>
      use({ sizeBytes: bytes, read: () => Buffer.from(content) }),
  } as unknown as WorkFolder;
  return readParity(
    [
      { path: 'model.onnx', bytes: 1 },
      { path: 'parity.json', bytes },
    ],
    folder,
  );
}

const PART = {
  recipe: 'single precision',
  equal: true,
  tolerance: 1e-4,
  labels: { flipped: 1, of: 278 },
  rows: [
    { name: 'your data', count: 150, outputs: [{ name: 'probability', greatest: 1.8e-7 }] },
    { name: 'nearest', count: 128, outputs: [{ name: 'probability', greatest: 8e-8 }] },
  ],
};
const REPORT = { framework: 'scikit-learn 1.9.1', parity: PART, attempts: [] };

describe('readParity', () => {
  it('tells labels, rows and the greatest difference of what maas-convert wrote', async () => {
    expect(await read(JSON.stringify(REPORT))).toEqual({
      parity: {
        framework: 'scikit-learn 1.9.1',
        recipe: 'single precision',
        equal: true,
        rows: 278,
        flipped: 1,
        labels: 278,
        tolerance: 1e-4,
        greatest: 1.8e-7,
      },
      notes: [],
    });
  });

  it('tells of the quantized model where there is one, as it is the one that is served', async () => {
    const quantized = { ...PART, recipe: 'int8', labels: null, tolerance: 0.05 };
    const { parity } = await read(JSON.stringify({ ...REPORT, quantized }));
    expect(parity).toMatchObject({ recipe: 'int8', tolerance: 0.05 });
    expect(parity).not.toHaveProperty('labels');
  });

  it('has no number where one of the differences is none', async () => {
    const rows = [{ count: 1, outputs: [{ greatest: null }, { greatest: 1 }] }];
    const { parity } = await read(JSON.stringify({ ...REPORT, parity: { ...PART, rows } }));
    expect(parity?.greatest).toBeNull();
  });

  it.each([
    ['no JSON', '{'],
    ['another report', '{"parity": 1}'],
    ['a list', '[]'],
    ['a name without end', JSON.stringify({ ...REPORT, framework: 'x'.repeat(201) })],
  ])('keeps %s, and says that it is not shown', async (_, content) => {
    expect(await read(content)).toEqual({
      notes: [expect.stringMatching(/^"parity.json" .*; it is kept, and not shown\.$/)],
    });
  });

  it('does not read one above the limit', async () => {
    const { parity, notes } = await read(JSON.stringify(REPORT), LIMITS.parityBytes + 1);
    expect(parity).toBeUndefined();
    expect(notes[0]).toContain(String(LIMITS.parityBytes));
  });

  it('says nothing where there is none', async () => {
    expect(await readParity([], {} as WorkFolder)).toEqual({ notes: [] });
  });
});
