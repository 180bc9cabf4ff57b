import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { ENVIRONMENT } from '../../layers/maas/contract/environment.ts';
import { startService, type Reply, type Service } from './service.ts';

const root = path.resolve(import.meta.dirname, '../..');
const model = readFileSync(path.join(root, 'examples/sentiment/model.onnx'));
const home = mkdtempSync(path.join(tmpdir(), 'maas-captures-'));
export const directory = path.join(home, 'captured');
export let service: Service;

export const predict = (json: unknown): Promise<Reply> =>
  service.call('POST', '/models/mood/predict', { json });

export function useCaptureService(): void {
  beforeAll(async () => {
    const keyFile = path.join(home, 'prediction-key');
    writeFileSync(keyFile, 'k'.repeat(64), { mode: 0o600 });
    service = await startService({
      [ENVIRONMENT.predictionKeyFile]: keyFile,
      [ENVIRONMENT.capturesDirectory]: directory,
      [ENVIRONMENT.captureRedact]: '["secret"]',
    });
    expect((await service.upload({ 'model.onnx': model }, { name: 'Mood' })).status).toBe(201);
  });
  afterAll(() => {
    service.stop();
    rmSync(home, { recursive: true, force: true });
  });
}
