import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { OnnxModelRuntime } from '../../../layers/maas/adapters/onnx/onnx-model-runtime.ts';
import { systemClock } from '../../../layers/maas/adapters/system-clock.ts';
import { markUnshaped } from '../../../layers/maas/core/ingest/mark-unshaped.ts';
import { runSynthetic, type SyntheticRun } from '../../../layers/maas/core/ingest/run-synthetic.ts';
import {
  encodeOnnx,
  node,
  rawTensor,
  TYPE,
  value,
  type ModelOptions,
} from '../../support/onnx-model.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'synthetic-'));
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

async function run(
  graph: ModelOptions['graph'],
  unshaped: readonly string[] = [],
): Promise<SyntheticRun> {
  const file = path.join(directory, 'model.onnx');
  writeFileSync(file, encodeOnnx({ graph }));
  const session = await new OnnxModelRuntime({ threads: 1 }).load(file);
  return runSynthetic(session, markUnshaped(session.signature, unshaped), systemClock);
}

const RAN = { inputs: expect.any(Object), runMs: expect.any(Number) };

describe('a made-up input', () => {
  it("is taken when rows stand behind another dimension, as in a recurrent model's state", async () => {
    const graph = {
      input: [
        value('x', TYPE.FLOAT, [undefined, undefined]),
        value('state', TYPE.FLOAT, [2, undefined, 3]),
      ],
      initializer: [
        rawTensor('window', [1, 64], new Float32Array(64)),
        rawTensor('zero', [], new BigInt64Array(1)),
      ],
      node: [
        node('Concat', ['x', 'window'], ['a'], { axis: 0 }),
        node('Gather', ['state', 'zero'], ['first']),
        node('Concat', ['x', 'first'], ['b'], { axis: 1 }),
      ],
      output: [
        value('a', TYPE.FLOAT, [undefined, undefined]),
        value('b', TYPE.FLOAT, [undefined, undefined]),
      ],
    };
    expect(await run(graph)).toEqual(RAN);
  });

  it('has two dimensions when the model declares none', async () => {
    const graph = {
      input: [value('x', TYPE.FLOAT)],
      initializer: [rawTensor('w', [16, 2], new Float32Array(32))],
      node: [node('MatMul', ['x', 'w'], ['y'])],
      output: [value('y', TYPE.FLOAT)],
    };
    expect(await run(graph, ['x', 'y'])).toEqual(RAN);
  });

  it('is no reason to reject when the model refuses it', async () => {
    const graph = {
      input: [value('x', TYPE.FLOAT, ['n', 'm'])],
      initializer: [rawTensor('w', [5, 2], new Float32Array(10))],
      node: [node('MatMul', ['x', 'w'], ['y'])],
      output: [value('y', TYPE.FLOAT, ['n', 2])],
    };
    expect(await run(graph)).toEqual({ note: expect.stringContaining('refused a made-up input') });
  });
});
