/**
 * A parent of a probe, to be killed: probes the model in the folder given, which does not come
 * back.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ChildProcessProbe } from '../../../layers/maas/adapters/probe/child-process-probe.ts';

const [program = '', folder = ''] = process.argv.slice(2);
const model = readFileSync(path.join(folder, 'model.onnx'));
const sha256 = createHash('sha256').update(model).digest('hex');
const file = { path: 'model.onnx', bytes: model.length, sha256 };
await new ChildProcessProbe({
  program,
  timeoutMs: 120_000,
  memory: { sizeBytes: 2 ** 31, reason: 'this is a test' },
  predictMemoryMb: 1769,
}).probe({ folder, files: [file], entry: 'model.onnx', texts: [] });
