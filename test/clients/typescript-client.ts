/**
 * The TypeScript client against the service at MAAS_URL, from upload to deletion.
 * `node-releases.ts` runs it under each release of Node.
 */
import assert from 'node:assert/strict';
import { openAsBlob } from 'node:fs';
import { MaasClient } from '../../client/index.ts';
import { runChecks } from './run-checks.ts';

const client = new MaasClient({ url: process.env.MAAS_URL ?? 'http://127.0.0.1:8080' });
const demo = await openAsBlob('examples/sentiment/model.onnx');
const samples = await openAsBlob('examples/sentiment/samples.jsonl');
const NAME = `typescript-${process.pid}`;

await runChecks(`TypeScript client in Node ${process.versions.node}`, {
  'a bundle is uploaded, with progress, and served': async () => {
    const steps: number[] = [];
    const { status, version, aliases } = await client.upload(
      NAME,
      [
        { path: 'model.onnx', data: demo },
        { path: 'samples.jsonl', data: samples },
      ],
      { onProgress: (sent, total) => steps.push(sent / total) },
    );
    assert.deepEqual(
      { status, version, aliases },
      { status: 'READY', version: 1, aliases: ['live'] },
    );
    assert.equal(steps.at(-1), 1);
    const [record] = await client.predict(NAME, { text: '这是一个正面的文本' });
    assert.equal(record?.label, 'positive');
  },
  'a file alone is uploaded as a new version, under another alias': async () => {
    const { version } = await client.upload(NAME, demo, { alias: 'staging' });
    assert.equal(version, 2);
    const asked = await client.predict(NAME, { text: ['a', 'b'] }, { version: 'staging' });
    assert.equal(asked.length, 2);
  },
  'a roll-out is begun, shown, and ended by hand; an upload begins one': async () => {
    const strategy = { canary: { percent: [10, 50], bakeMinutes: 10 } };
    const { id } = await client.startRollout(NAME, 2, { strategy });
    assert.equal((await client.rollout(NAME, id)).percent, 10);
    assert.equal((await client.decideRollout(NAME, id, 'abort')).state, 'ABORTED');
    const copies = { percent: 50, bakeMinutes: 5, tolerance: 0.01 };
    const quiet = await client.startRollout(NAME, 2, { strategy, shadow: copies });
    assert.deepEqual([quiet.percent, quiet.steps[0]?.shadow?.percent], [0, 50]);
    await client.decideRollout(NAME, quiet.id, 'abort');
    const rollout = { alias: 'staging', strategy };
    const { version, rollout: begun } = await client.upload(NAME, demo, { rollout });
    assert.equal(begun?.state, 'STARTED');
    const [newest] = await client.rollouts(NAME, { alias: 'staging' });
    assert.deepEqual([newest?.candidate, newest?.id], [version, begun.id]);
    await client.decideRollout(NAME, newest?.id ?? '', 'abort', { alias: 'staging' });
    await client.deleteVersion(NAME, version);
  },
  'what is no model is refused with the reason': async () => {
    const upload = client.upload(NAME, new Blob(['no model']));
    await assert.rejects(upload, {
      name: 'MaasError',
      code: 'MODEL_REJECTED',
      message: /not an ONNX model/,
    });
  },
  'versions are listed, promoted, rolled back and deleted': async () => {
    const numbers = [];
    for await (const { version } of client.versions(NAME, { limit: 1 })) numbers.push(version);
    // The third was deleted, the fourth refused.
    assert.deepEqual(numbers, [4, 2, 1]);
    await client.promote(NAME, 2);
    assert.deepEqual((await client.version(NAME, 2)).aliases.toSorted(), ['live', 'staging']);
    const shadow = { version: 2, percent: 20, tolerance: 0.01 };
    const { aliases } = await client.promote(NAME, 1, { shadow });
    assert.deepEqual(aliases.live?.shadow, shadow);
    await client.promote(NAME, 1);
    await client.promote(NAME, 1, { alias: 'staging' });
    await client.deleteVersion(NAME, 2);
    assert.equal((await client.version(NAME, 2)).status, 'DELETED');
  },
  'tensors, metrics and models': async () => {
    const { outputs } = await client.infer(NAME, {
      inputs: [{ name: 'text', datatype: 'BYTES', shape: [1, 1], data: ['好'] }],
    });
    assert.ok(outputs.length > 0);
    assert.equal((await client.metrics(NAME, { period: 'PT1H' })).model, NAME);
    const names = [];
    for await (const { model } of client.models()) names.push(model);
    assert.ok(names.includes(NAME));
  },
  'what was predicted is told what was true, and lists it; drift is asked for': async () => {
    let predictionId = '';
    const onHeaders = (headers: Headers): void => {
      predictionId = headers.get('x-prediction-id') ?? '';
    };
    await client.predict(NAME, { text: '这是一个正面的文本' }, { onHeaders });
    const { counted } = await client.feedback(NAME, { predictionId, truth: 'positive' });
    assert.equal(counted, 1);
    const told = [];
    for await (const { predicted, truth } of client.truths(NAME, { period: 'PT1H' })) {
      told.push({ predicted, truth });
    }
    assert.deepEqual(told, [{ predicted: 'positive', truth: 'positive' }]);
    // Too few inputs for a baseline.
    assert.equal((await client.drift(NAME, { period: 'PT1H' })).baseline, null);
  },
  'any other operation, by its path': async () => {
    assert.deepEqual(await client.call('GET', '/v2/health/live'), { live: true });
    for (const alias of ['live', 'staging']) await client.deleteAlias(NAME, alias);
    await client.deleteModel(NAME);
    await assert.rejects(client.model(NAME), { code: 'MODEL_NOT_FOUND', status: 404 });
  },
});
