import path from 'node:path';
import { ChildProcessProbe } from '../../../layers/maas/adapters/probe/child-process-probe.ts';
import { hideEnvironment } from '../../../layers/maas/adapters/probe/hide-environment.ts';

/** Does what `ingest` does on Lambda, with a program in the model's place that looks around. */
hideEnvironment();
const probe = new ChildProcessProbe({
  program: path.join(import.meta.dirname, 'probe-that-spies.mjs'),
  timeoutMs: 60_000,
  memory: { sizeBytes: 2 ** 31, reason: 'this is a test' },
  predictMemoryMb: 1769,
});
const entry = process.argv[2] ?? '';
const error = await probe
  .probe({ folder: '/', files: [], entry, texts: [] })
  .catch((caught: unknown) => caught);
console.log(
  JSON.stringify({
    seen: JSON.parse((error as Error).message.replace('The probe failed: ', '')) as object,
    kept: process.env.AWS_SECRET_ACCESS_KEY,
  }),
);
