import { beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import path from 'node:path';
import { launchWithoutNetwork } from '../../../layers/maas/adapters/probe/without-network.ts';

interface Seen {
  readonly own: string;
  readonly parent: string;
  readonly others: string;
  readonly files: readonly string[];
  readonly runtimeApi: string;
}

const PROGRAM = path.resolve(import.meta.dirname, '../../support/programs/try-a-spy.ts');
const SECRETS = {
  AWS_ACCESS_KEY_ID: 'AKIASPIEDUPON',
  AWS_SECRET_ACCESS_KEY: 'a-secret-to-be-kept',
  AWS_SESSION_TOKEN: 'a-token-to-be-kept',
  MAAS_STORE_SECRET: 'a-signing-key-to-be-kept',
};
const onLinux = process.platform === 'linux' ? describe : describe.skip;
const isNetworkKept = launchWithoutNetwork().execPath !== process.execPath;

/** Without `unshare` on the path, the model runs beside its parent as anybody's process would. */
const WAYS: readonly [string, string][] = [
  ['in a namespace of its own, where the kernel gives one', process.env.PATH ?? ''],
  ['where the kernel gives none', '/nowhere'],
];

onLinux.each(WAYS)('a model that has taken over its process, %s,', (_, search) => {
  let seen: Seen;
  let kept: string | undefined;
  beforeAll(async () => {
    const runtimeApi = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
    await once(runtimeApi, 'listening');
    const { port } = runtimeApi.address() as AddressInfo;
    const address = `127.0.0.1:${port}`;
    const parent = spawn(process.execPath, [PROGRAM, String(port)], {
      env: { PATH: search, ...SECRETS, AWS_LAMBDA_RUNTIME_API: address },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pieces: Buffer[] = [];
    parent.stdout.on('data', (piece: Buffer) => pieces.push(piece));
    await once(parent, 'close');
    runtimeApi.close();
    ({ seen, kept } = JSON.parse(Buffer.concat(pieces).toString()) as {
      seen: Seen;
      kept: string;
    });
  }, 60_000);

  it.each(Object.entries(SECRETS))('finds no %s in its own environment', (name, value) => {
    expect(seen.own).not.toContain(name);
    expect(seen.own).not.toContain(value);
  });

  it.each(Object.entries(SECRETS))(
    "finds no %s in its parent's environment, which still has it",
    (name, value) => {
      // Read without its values, or not at all.
      if (seen.parent !== 'EACCES') expect(seen.parent).toContain(`${name}=`);
      expect(seen.parent).not.toContain(value);
      expect(kept).toBe(SECRETS.AWS_SECRET_ACCESS_KEY);
    },
  );

  it('finds no address of the Runtime API', () => {
    expect(seen.own).not.toContain('AWS_LAMBDA_RUNTIME_API');
    expect(seen.parent).not.toMatch(/AWS_LAMBDA_RUNTIME_API=127/);
  });

  it('holds no file of its parent', () => {
    const foreign = seen.files.filter(
      (file) => !/^(\/dev\/null|\/proc\/\d+\/fd|socket:|pipe:|anon_inode:)/.test(file),
    );
    expect(foreign).toEqual([]);
  });

  // Without a namespace it may: docs/security.md says so.
  if (search !== '/nowhere') {
    (isNetworkKept ? it : it.skip)('reaches no address', () => {
      expect(seen.runtimeApi).not.toBe('connected');
    });
  }
});
