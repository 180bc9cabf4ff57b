import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from '@jest/globals';
import { VersionView } from '../../layers/maas/api/schemas/version-view.ts';
import { useService } from './use-service.ts';

export const alarmsDirectory = mkdtempSync(path.join(tmpdir(), 'maas-alarms-'));
export const service = useService({ MAAS_ALARMS_DIRECTORY: alarmsDirectory });

/**
 * Parsed by the schema that the API promises: nothing may be missing, and nothing more may be told.
 */
export async function getVersion(model: string, version: number): Promise<VersionView> {
  const { status, body } = await service.call('GET', `/models/${model}/versions/${version}`);
  expect(status).toBe(200);
  return VersionView.parse(body);
}
