import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { startService, type Service } from './service.ts';

export const root = path.resolve(import.meta.dirname, '../..');
export const model = readFileSync(path.join(root, 'examples/sentiment/model.onnx'));
export let service: Service;

export function useDemoService(): void {
  beforeAll(async () => {
    service = await startService();
    expect((await service.upload({ 'model.onnx': model })).status).toBe(201);
    expect(
      (await service.upload({ 'model.onnx': model }, { name: 'sentiment', alias: 'beta' })).status,
    ).toBe(201);
  });
  afterAll(() => {
    service.stop();
  });
}
