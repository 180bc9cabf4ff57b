import path from 'node:path';
import { LocalStack } from '../../test/e2e/local-stack.ts';
import { Client } from '../../test/e2e/service/client.ts';
import { poll } from '../../test/support/poll.ts';
import type { BenchModel } from './models.ts';
import type { Program } from './peers.ts';

const MAIN = path.resolve(import.meta.dirname, '../../local/main.ts');
const READY_MS = 120_000;

/** Our service as it comes, and with as many threads a run as peers of one process have. */
export const OURS = {
  'ours (npm start)': {},
  'ours, MAAS_THREADS=2': { MAAS_THREADS: '2' },
} as const;

/** Puts the model into a fresh home, from which each start is measured. */
export async function fillHome(home: string, { name, bytes }: BenchModel): Promise<void> {
  const stack = await LocalStack.start(home, ['--no-demo']);
  const client = new Client({ url: stack.url });
  try {
    const files = { 'model.onnx': bytes };
    const reply = await client.uploadPresigned(name, files, { alias: 'live', task: 'tensor' });
    if (reply.status !== 202) throw new Error(`The upload of ${name} answered ${reply.text}`);
    const isLive = async (): Promise<boolean> =>
      JSON.stringify((await client.call('GET', `/models/${name}`)).body).includes('"live"');
    await poll(`${name} is live`, isLive, READY_MS);
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
