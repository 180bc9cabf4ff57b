import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { composeStore } from '../../../layers/maas/compose/compose-store.ts';
import { readSettings } from '../../../layers/maas/compose/settings.ts';
import { ENVIRONMENT } from '../../../layers/maas/contract/environment.ts';
import { submissionKey } from '../../../layers/maas/core/registry/keys.ts';
import { Registry } from '../../../layers/maas/core/registry/registry.ts';
import { uploadBundle } from '../../../layers/maas/core/registry/upload-bundle.ts';

const clock = { nowMs: () => Date.now() };
const example = path.resolve(import.meta.dirname, '../../../examples/sentiment');
let directory: string;
let registry: Registry;
let handler: (event: never) => Promise<void>;

beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'ingest-handler-'));
  const environment = {
    [ENVIRONMENT.storeDirectory]: path.join(directory, 'store'),
    [ENVIRONMENT.storeSecret]: 's'.repeat(32),
    [ENVIRONMENT.storeUrl]: 'http://127.0.0.1:1',
    [ENVIRONMENT.logLevel]: 'error',
  };
  Object.assign(process.env, environment);
  registry = new Registry(await composeStore(readSettings(environment).store, clock), clock);
  ({ handler } = await import('../../../functions/ingest/handler.ts'));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

function toEvent(key: string): never {
  return {
    source: 'aws.s3',
    'detail-type': 'Object Created',
    detail: { bucket: { name: 'files' }, object: { key } },
  } as never;
}

async function upload(samples: string): Promise<number> {
  const files = [
    { path: 'model.onnx', content: readFileSync(path.join(example, 'model.onnx')) },
    { path: 'samples.jsonl', content: Buffer.from(samples) },
  ];
  return (await uploadBundle(registry, 'sentiment', files, { alias: 'live' })).version;
}

describe('the function ingest', () => {
  const samples = readFileSync(path.join(example, 'samples.jsonl'), 'utf8');

  it('makes the demo model READY and live when its samples are answered as they should be', async () => {
    const version = await upload(samples);
    await handler(toEvent(submissionKey('sentiment', version)));
    expect(await registry.getVersion('sentiment', version)).toMatchObject({
      status: 'READY',
      bundle: {
        task: 'text-classification',
        labels: ['negative', 'positive'],
        signature: { inputs: [{ datatype: 'BYTES' }] },
      },
      validation: {
        samplesPassed: samples.trim().split('\n').length,
        runMs: expect.any(Number),
        loadMs: expect.any(Number),
        peakMemoryBytes: expect.any(Number),
        ownMemoryBytes: expect.any(Number),
      },
    });
    expect((await registry.getModel('sentiment')).value.aliases.live?.routes).toEqual([
      { version, weight: 1 },
    ]);
  });

  it('rejects it and names the line when a sample expects another answer', async () => {
    const version = await upload(
      `${samples.trim()}\n${JSON.stringify({ input: { text: '很好' }, output: [{ label: 'negative' }] })}\n`,
    );
    await handler(toEvent(submissionKey('sentiment', version)));
    expect(await registry.getVersion('sentiment', version)).toMatchObject({
      status: 'REJECTED',
      rejection: {
        code: 'SAMPLES_DIFFER',
        message: expect.stringMatching(
          /Line \d+ .*output\[0\]\.label is "positive" and should be "negative"/,
        ),
      },
    });
  });

  it('does nothing when the event is not of a submission', async () => {
    await expect(handler(toEvent('uploads/sentiment/1/model.onnx'))).resolves.toBeUndefined();
  });

  it('throws, to be called again, when there is no such version', async () => {
    await expect(handler(toEvent(submissionKey('sentiment', 99)))).rejects.toMatchObject({
      code: 'VERSION_NOT_FOUND',
    });
  });

  it('looks for submissions that nothing picked up when its schedule calls', async () => {
    const version = await upload(samples);
    const submitted = await registry.getVersion('sentiment', version);
    const scheduled = { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} };
    await handler(scheduled as never);
    expect(await registry.getVersion('sentiment', version)).toEqual(submitted); // not yet
  });
});
