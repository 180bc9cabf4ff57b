import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';
import { LocalStack } from './local-stack.ts';
import { Client } from './service/client.ts';

export let home = '';
let stacks: LocalStack[] = [];

export async function start(
  args: readonly string[] = ['--no-demo'],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ stack: LocalStack; client: Client }> {
  const stack = await LocalStack.start(home, args, environment);
  stacks.push(stack);
  return { stack, client: new Client({ url: stack.url }) };
}

export const predict = (client: Client): ReturnType<Client['call']> =>
  client.call('POST', '/models/m/predict', { json: { text: '这是一个正面的文本' } });

export function useStacks(): void {
  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), 'maas-e2e-'));
  });
  afterEach(async () => {
    for (const stack of stacks) await stack.end('SIGKILL');
    stacks = [];
    rmSync(home, { recursive: true, force: true });
  });
}
