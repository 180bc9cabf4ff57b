import type { LocalStack } from '../test/e2e/local-stack.ts';
import { Client } from '../test/e2e/service/client.ts';
import { poll } from '../test/support/poll.ts';

const READY_MS = 120_000;

/** Uploads models to a stack, and returns when each one's alias `live` calls it. */
export async function uploadLive(
  stack: LocalStack,
  models: readonly { readonly name: string; readonly bytes: Uint8Array }[],
): Promise<void> {
  const client = new Client({ url: stack.url });
  for (const { name, bytes } of models) {
    const files = { 'model.onnx': bytes };
    const reply = await client.uploadPresigned(name, files, { alias: 'live', task: 'tensor' });
    if (reply.status !== 202) throw new Error(`The upload of ${name} answered ${reply.text}`);
    const isLive = async (): Promise<boolean> =>
      JSON.stringify((await client.call('GET', `/models/${name}`)).body).includes('"live"');
    await poll(`${name} is live`, isLive, READY_MS);
  }
}
