import { readFileSync } from 'node:fs';
import type { Client } from '../e2e/service/client.ts';
import { type Reply } from '../e2e/service/client.ts';
import type { BundleFiles, Serve, ServedModel } from './served-model.ts';

/** The most bytes that one call takes; more goes through presigned addresses. */
const ONE_CALL_BYTES = 4_000_000;
const POLL_MS = 100;
const POLLS = 3000;

/**
 * Bundles as anybody serves and calls them: uploaded through the API at an address, and asked
 * there.
 */
export function serveByHttp(client: Client): Serve {
  return async (name, files) => {
    const model = `ref-${name.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '')}`;
    const { status, task, rejection } = await upload(client, model, files);
    if (status !== 'READY') throw new Error(`${name} is ${status}: ${JSON.stringify(rejection)}`);
    const ask = async (path: string, json: unknown): Promise<unknown> =>
      expect200(await client.call('POST', path, { json }));
    return {
      task,
      predict: (body) => ask(`/models/${model}/predict`, body),
      infer: async (body) =>
        (await ask(`/v2/models/${model}/infer`, body)) as Awaited<ReturnType<ServedModel['infer']>>,
      close: () => Promise.resolve(),
    };
  };
}

interface Version {
  readonly version: number;
  readonly status: string;
  readonly task: string;
  readonly rejection?: unknown;
}

async function upload(client: Client, model: string, paths: BundleFiles): Promise<Version> {
  const files = Object.fromEntries(
    Object.entries(paths).map(([inside, file]) => [inside, readFileSync(file)]),
  );
  const isSmall =
    Object.values(files).reduce((sum, { length }) => sum + length, 0) < ONE_CALL_BYTES;
  const reply = isSmall
    ? await client.upload(files, { name: model })
    : await client.uploadPresigned(model, files, { alias: 'live' });
  if (reply.status !== 201 && reply.status !== 202) {
    throw new Error(`${reply.status}: ${reply.text}`);
  }
  let version = reply.body as Version;
  const path = `/models/${model}/versions/${version.version}`;
  for (let poll = 0; version.status === 'VALIDATING' && poll < POLLS; poll++) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    version = expect200(await client.call('GET', path)) as Version;
  }
  return version;
}

function expect200({ status, text, body }: Reply): unknown {
  if (status !== 200) throw new Error(`${status}: ${text}`);
  return body;
}
