import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { ENVIRONMENT } from '../../../layers/maas/contract/environment.ts';
import { useService } from '../../support/use-service.ts';

const EXAMPLE = path.join(import.meta.dirname, '../../../examples/sentiment/model.onnx');
const NO_ROOM = { memoryMb: 1769, bundleMb: 0, timeoutMs: 30_000 };

const service = useService({ [ENVIRONMENT.endpoints]: JSON.stringify({ narrow: NO_ROOM }) });
const files = { 'model.onnx': readFileSync(EXAMPLE) };

it('rejects what does not fit where its model is served, and takes it where it does', async () => {
  const rejected = await service.upload(files, { name: 'Narrow' });
  expect(rejected).toMatchObject({ status: 422 });
  expect(JSON.stringify(rejected.body)).toContain('predict has room for 0');
  expect((await service.upload(files, { name: 'wide' })).status).toBe(201);
});
