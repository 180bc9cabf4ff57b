/**
 * Has one function of a deployed stack do all that it does, and prints the first thing that it does
 * not: `least-privilege.py` asks it what a role needs. Takes the function's name; needs what
 * `stack-user.py` prints. Prints the name of the last model that ended, too, whose traces may be
 * looked for.
 */
import { poll } from '../support/poll.ts';
import { Client, declare, type Reply } from '../e2e/service/client.ts';
import { createDoubler, createName } from '../e2e/service/fixtures.ts';

const { MAAS_URL = '', MAAS_API_KEY, MAAS_REGION } = process.env;
const client = new Client({
  url: MAAS_URL.replace(/\/$/, ''),
  apiKey: MAAS_API_KEY,
  region: MAAS_REGION,
});
const PATIENCE_MS = 12_000;
const MANY_BYTES = 101 * 1024 * 1024;
const INPUT = { tensors: { x: [[1], [2]] } };
const model = createName('use');

async function expectStatus(
  status: number,
  method: string,
  path: string,
  json?: unknown,
): Promise<Reply> {
  const reply = await client.call(method, path, { json });
  if (reply.status !== status) {
    throw new Error(
      `${method} ${path.replace(model, 'm')} is ${reply.status} ` +
        ((reply.body as { code?: string }).code ?? ''),
    );
  }
  return reply;
}

async function submit(): Promise<void> {
  const { status, text } = await client.uploadPresigned(
    model,
    { 'model.onnx': createDoubler() },
    { alias: 'live' },
  );
  if (status !== 202) {
    throw new Error(
      `An upload by address is ${status} ${/<Code>\w+<\/Code>|"code":"\w+"/.exec(text)?.[0] ?? ''}`,
    );
  }
}

async function awaitReady(): Promise<void> {
  const status = async (): Promise<string> =>
    ((await client.call('GET', `/models/${model}/versions/1`)).body as { status: string }).status;
  await poll('READY', async () => (await status()) === 'READY', PATIENCE_MS).catch(async () => {
    throw new Error(`A version stays ${await status()}`);
  });
  await poll(
    'live',
    async () =>
      Object.keys(
        ((await client.call('GET', `/models/${model}`)).body as { aliases: object }).aliases,
      ).length > 0,
    PATIENCE_MS,
  ).catch(() => {
    throw new Error('No alias moves');
  });
}

const USES: Readonly<Record<string, () => Promise<void>>> = {
  models: async () => {
    await expectStatus(200, 'GET', '/models');
    await expectStatus(404, 'GET', `/models/${model}`);
    await submit();
    await awaitReady();
    await expectStatus(200, 'GET', `/models/${model}/versions`);
    await expectStatus(200, 'PUT', `/models/${model}/aliases/canary`, { version: 1 });
    for (const alias of ['canary', 'live']) {
      await expectStatus(204, 'DELETE', `/models/${model}/aliases/${alias}`);
    }
    const large = await expectStatus(201, 'POST', `/models/${model}/versions`, {
      files: [{ ...declare('model.onnx', createDoubler()), bytes: MANY_BYTES }],
    });
    await expectStatus(200, 'POST', `/models/${model}/versions/${large.body.version}/uploads`);
    await expectStatus(409, 'POST', `/models/${model}/versions/${large.body.version}/complete`);
    await expectStatus(204, 'DELETE', `/models/${model}/versions/${large.body.version}`);
    const [file] = (
      await expectStatus(201, 'POST', `/models/${model}/versions`, {
        files: [declare('model.onnx', createDoubler())],
      })
    ).body.uploads as { url: string; headers: Record<string, string> }[];
    await fetch(file?.url ?? '', {
      method: 'PUT',
      headers: file?.headers ?? {},
      body: createDoubler(),
    });
    await expectStatus(204, 'DELETE', `/models/${model}`);
  },
  upload: async () => {
    const { status, body } = await client.upload(
      { 'model.onnx': createDoubler() },
      { name: model },
    );
    if (status !== 201) {
      throw new Error(
        `POST /upload is ${status} ` +
          ((body as { code?: string }).code ?? (body as { status?: string }).status ?? ''),
      );
    }
    if ((await client.upload({ 'model.onnx': createDoubler() }, { name: model })).status !== 201) {
      throw new Error('A second version is not 201');
    }
  },
  ingest: async () => {
    await submit();
    await awaitReady();
  },
  predict: async () => {
    await expectStatus(404, 'GET', `/v2/models/${model}`);
    await submit();
    await awaitReady();
    await expectStatus(200, 'POST', `/models/${model}/predict`, INPUT);
    await expectStatus(404, 'POST', `/models/${model}/predict?version=9`, INPUT);
  },
  monitor: async () => {
    await expectStatus(404, 'GET', `/models/${model}/metrics`);
    await submit();
    await awaitReady();
    await expectStatus(200, 'GET', `/models/${model}/metrics`);
  },
};

const use = USES[process.argv[2] ?? ''];
if (!use) {
  throw new Error(
    `The function is one of ${Object.keys(USES).join(', ')}; got '${String(process.argv[2])}'.`,
  );
}
await use().then(
  () => {
    console.log(JSON.stringify({ model }));
  },
  (error: unknown) => {
    console.log(JSON.stringify({ model, failed: (error as Error).message }));
  },
);
