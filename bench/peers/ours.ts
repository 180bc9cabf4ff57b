import path from 'node:path';
import { LocalStack } from '../../test/e2e/local-stack.ts';
import { uploadLive } from '../upload-live.ts';
import type { BenchModel } from './models.ts';
import type { Program } from './peers.ts';

const MAIN = path.resolve(import.meta.dirname, '../../local/main.ts');

/** Our service as it comes, and with as many threads a run as peers of one process have. */
export const OURS = {
  'ours (npm start)': {},
  'ours, MAAS_PARALLEL_THREADS=2': { MAAS_PARALLEL_THREADS: '2' },
} as const;

/** Puts the model into a fresh home, from which each start is measured. */
export async function fillHome(home: string, model: BenchModel): Promise<void> {
  const stack = await LocalStack.start(home, ['--no-demo']);
  try {
    await uploadLive(stack, [model]);
  } finally {
    await stack.end();
  }
}

export function planOurs(
  name: keyof typeof OURS,
  { home, port, model }: { home: string; port: number; model: BenchModel },
): Program {
  return {
    command: [process.execPath, MAIN, '--no-demo'],
    environment: { PORT: String(port), MAAS_HOME: home, ...OURS[name] },
    path: `/v2/models/${model.name}/infer`,
  };
}
