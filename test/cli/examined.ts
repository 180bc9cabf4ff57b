import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { startScriptedServer, type ScriptedServer } from '../support/scripted-server.ts';

export let server: ScriptedServer;
export let work = '';

export function useDoctor(): void {
  beforeAll(async () => {
    server = await startScriptedServer();
    work = mkdtempSync(path.join(tmpdir(), 'maas-doctor-'));
  });
  afterAll(async () => {
    await server.close();
    rmSync(work, { recursive: true, force: true });
  });
}
