import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ChildProcessProbe } from '../../../layers/maas/adapters/probe/child-process-probe.ts';
import { readProcessMemory } from '../../../layers/maas/adapters/probe/process-memory.ts';
import { RejectionError } from '../../../layers/maas/core/errors.ts';
import { encodeEndlessModel } from '../../support/endless-model.ts';
import { PROBE_PROGRAM } from '../../support/ingest.ts';
import { isAlive, poll } from '../../support/poll.ts';

const PROGRAMS = path.resolve(import.meta.dirname, '../../support/programs');
const MODEL = encodeEndlessModel();
const FILE = {
  path: 'model.onnx',
  bytes: MODEL.length,
  sha256: createHash('sha256').update(MODEL).digest('hex'),
};
let folder: string;
beforeAll(() => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'probe-test-')), 'bundle');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'model.onnx'), MODEL);
});
afterAll(() => {
  rmSync(path.dirname(folder), { recursive: true, force: true });
});

function probe(program: string, signal?: AbortSignal): Promise<unknown> {
  return new ChildProcessProbe({
    program,
    timeoutMs: 60_000,
    memory: { sizeBytes: 2 ** 31, reason: 'this is a test' },
    predictMemoryMb: 1769,
  }).probe({ folder, files: [FILE], entry: 'model.onnx', texts: [] }, signal);
}

describe('ChildProcessProbe', () => {
  it('blames the service, not the model, when the program cannot start', async () => {
    const error = await probe(path.join(folder, 'absent.js')).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ message: expect.stringMatching(/before it began/) });
    expect(error).not.toBeInstanceOf(RejectionError);
  });

  (process.platform === 'linux' ? it : it.skip)(
    'ends a model that hangs when nobody waits for it any more',
    async () => {
      const children = (): number[] =>
        readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8')
          .trim()
          .split(' ')
          .filter(Boolean)
          .map(Number);
      const before = children();
      const gone = new AbortController();
      const probing = probe(PROBE_PROGRAM, gone.signal);
      const child = await poll('there is a child', () =>
        children().find((id) => !before.includes(id)),
      );
      await poll('the model runs', () =>
        readFileSync(`/proc/${child}/maps`, 'utf8').includes('onnxruntime_binding'),
      );
      gone.abort(new Error('The version is gone.'));
      await expect(probing).rejects.toThrow('The version is gone.');
      await poll('the child is gone', () => !isAlive(child));
      await expect(probe(PROBE_PROGRAM, gone.signal)).rejects.toThrow('The version is gone.');
    },
  );

  it('keeps what is secret in its own environment when it starts a child', async () => {
    process.env.AWS_SECRET_ACCESS_KEY = 'secret';
    process.env.MAAS_STORE_SECRET = 'secret';
    await expect(probe(path.join(PROGRAMS, 'probe-that-tells.mjs'))).rejects.toThrow(
      expect.objectContaining({ message: expect.not.stringMatching(/AWS|MAAS/) }),
    );
    delete process.env.AWS_SECRET_ACCESS_KEY;
    delete process.env.MAAS_STORE_SECRET;
  });

  (process.platform === 'linux' ? it : it.skip)(
    'leaves no orphan when its own process is killed while a model hangs',
    async () => {
      const parent = spawn(
        process.execPath,
        [path.join(PROGRAMS, 'probe-a-hanging-model.ts'), PROBE_PROGRAM, folder],
        { stdio: 'ignore' },
      );
      const parentId = parent.pid ?? 0;
      const childId = await poll('a child runs the model', () =>
        findChildren(parentId).find((id) => runsModel(id)),
      );
      parent.kill('SIGKILL');
      await poll('the child is gone', () => !isAlive(childId));
    },
  );
});

describe('readProcessMemory', () => {
  it('counts what a process took when it is alive, and nothing when there is none', async () => {
    const ballast = Buffer.alloc(200 << 20, 1);
    expect(await readProcessMemory(process.pid)).toBeGreaterThan(ballast.length);
    expect(await readProcessMemory(2 ** 22 + 1)).toBeUndefined();
  });
});

function findChildren(parentId: number): number[] {
  return readFileSync(`/proc/${parentId}/task/${parentId}/children`, 'utf8')
    .split(' ')
    .filter(Boolean)
    .map(Number);
}

/** Not so of what has ended since it was listed. */
function runsModel(processId: number): boolean {
  try {
    return readFileSync(`/proc/${processId}/maps`, 'utf8').includes('onnxruntime_binding');
  } catch {
    return false;
  }
}
