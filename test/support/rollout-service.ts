import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { startService, type Reply, type Service } from './service.ts';

export const model = readFileSync(
  path.join(import.meta.dirname, '../../examples/sentiment/model.onnx'),
);

export const ROLLOUTS = '/models/default/aliases/live/rollouts';
export const CANARY = { canary: { percent: 50, bakeMinutes: 5 } };
export let service: Service;
export const start = (json: object): Promise<Reply> => service.call('POST', ROLLOUTS, { json });

export function useRolloutService(): void {
  beforeAll(async () => {
    service = await startService();
    for (let version = 1; version <= 2; version++) {
      expect((await service.upload({ 'model.onnx': model })).status).toBe(201);
    }
    await service.call('PUT', '/models/default/aliases/live', { json: { version: 1 } });
  });
  afterAll(() => {
    service.stop();
  });
}
