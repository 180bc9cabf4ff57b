import { poll } from '../../support/poll.ts';
import { Client, type Reply } from '../../e2e/service/client.ts';
import { createDoubler, createName } from '../../e2e/service/fixtures.ts';

const { MAAS_URL = '', MAAS_API_KEY, MAAS_REGION } = process.env;

export const client = new Client({
  url: MAAS_URL.replace(/\/$/, ''),
  apiKey: MAAS_API_KEY,
  region: MAAS_REGION,
});
export const PATIENCE_MS = 12_000;
export const INPUT = { tensors: { x: [[1], [2]] } };
/** The name that one run uploads and calls by. */
export const model = createName('use');

/** @throws Error that says what was answered instead, with the model as `m` */
export async function expectStatus(
  status: number,
  method: string,
  path: string,
  json?: unknown,
): Promise<Reply> {
  const reply = await client.call(method, path, { json });
  if (reply.status !== status) {
    throw new Error(
      `${method} ${path.replace(model, 'm').replace(/\d{10}/, '{id}')} is ${reply.status} ` +
        ((reply.body as { code?: string }).code ?? ''),
    );
  }
  return reply;
}

/** Uploads a version by address; what it asks for stands in the options, as an alias. */
export async function submit(
  options: Readonly<Record<string, unknown>> = { alias: 'live' },
  bytes = createDoubler(),
): Promise<void> {
  const { status, text } = await client.uploadPresigned(model, { 'model.onnx': bytes }, options);
  if (status !== 202) {
    throw new Error(
      `An upload by address is ${status} ${/<Code>\w+<\/Code>|"code":"\w+"/.exec(text)?.[0] ?? ''}`,
    );
  }
}

export async function awaitReady(version = 1): Promise<void> {
  const path = `/models/${model}/versions/${version}`;
  const status = async (): Promise<string> =>
    ((await client.call('GET', path)).body as { status: string }).status;
  await poll('READY', async () => (await status()) === 'READY', PATIENCE_MS).catch(async () => {
    throw new Error(`A version stays ${await status()}`);
  });
  await awaitThat('No alias moves', async () => {
    const { body } = await client.call('GET', `/models/${model}`);
    return Object.keys((body as { aliases: object }).aliases).length > 0;
  });
}

/** @throws Error with this text, when it does not come to hold */
export async function awaitThat<T>(
  failure: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  return poll(failure, look, patienceMs).catch((error: unknown) => {
    throw (error as Error).message.startsWith('Still waiting') ? new Error(failure) : error;
  });
}
