/** A parent of a probe, to be killed: probes the model in the folder given, which does not come back. */
import { ChildProcessProbe } from '../../../layers/maas/adapters/probe/child-process-probe.ts';

const [program = '', folder = ''] = process.argv.slice(2);
const FILE = { path: 'model.onnx', bytes: 0, sha256: '' }; // it is linked, not read
await new ChildProcessProbe({
  program,
  timeoutMs: 120_000,
  memory: { bytes: 2 ** 31, reason: 'this is a test' },
  predictMemoryMb: 1769,
}).probe({ folder, files: [FILE], entry: 'model.onnx', texts: [] });
