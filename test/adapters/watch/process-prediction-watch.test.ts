import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  findPredictionNote,
  PredictionNoteFile,
} from '../../../layers/maas/adapters/watch/prediction-note.ts';
import { countDeath } from '../../../layers/maas/compose/count-death.ts';
import { poll } from '../../support/poll.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const PROGRAM = path.join(ROOT, 'test/support/programs/predict-and-hang.ts');
const WATCHDOG = path.join(ROOT, 'functions/predict/watchdog.ts');
const LONG_MS = 60_000;

let directory: string;
let note: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'maas-watch-'));
  note = path.join(directory, 'note.json');
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

interface Ended {
  readonly signal: string | null;
  readonly lines: readonly Record<string, unknown>[];
  readonly text: string;
}

/** The watchers: the shell, or where there is none, the program. */
const WATCHERS = { shell: process.env.PATH, program: '/nowhere' } as const;
type WatcherName = keyof typeof WATCHERS;

function predict(
  what: string,
  limitMs: number,
  remainingMs = LONG_MS,
  watcher: WatcherName = 'shell',
): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [PROGRAM, WATCHDOG, note, String(limitMs), String(remainingMs), what],
      { env: { PATH: WATCHERS[watcher] } },
      (error, stdout) => {
        const lines = stdout
          .split('\n')
          .filter((line) => line.startsWith('{'))
          .map((line) => JSON.parse(line) as Record<string, unknown>);
        resolve({
          signal: (error as { signal?: string } | null)?.signal ?? null,
          lines,
          text: stdout,
        });
      },
    );
  });
}

const TIMEOUT = {
  Predictions: 1,
  Errors: 1,
  ClientErrors: 0,
  ErrorsByType: 1,
  Model: 'm',
  Version: '2',
  ErrorType: 'TIMEOUT',
};

/** Lists the command lines of all processes in which a word stands (Linux). */
function listCommandLines(word: string): string[] {
  const lines = readdirSync('/proc').map((id) => {
    try {
      return readFileSync(`/proc/${id}/cmdline`, 'utf8');
    } catch {
      return ''; // no process, or one that has ended meanwhile
    }
  });
  return lines.filter((line) => line.includes(word));
}

describe.each(Object.keys(WATCHERS) as WatcherName[])('a prediction under the %s', (watcher) => {
  it.each<[string, number, number, object]>([
    ['hang', 300, LONG_MS, { stage: 'running', limitMs: 300, cause: 'TIMEOUT' }],
    ['hang', LONG_MS, 900, { stage: 'running', cause: 'TIMEOUT' }],
    ['hang while loading', 100, 900, { stage: 'loading', cause: 'TIMEOUT' }],
    [
      'hang in a model that was loaded ahead',
      300,
      LONG_MS,
      { stage: 'running', limitMs: 300, cause: 'TIMEOUT' },
    ],
  ])(
    'is counted as TIMEOUT once and its process ended when it does %s, with a limit of %d ms and %d ms left',
    async (what, limitMs, remainingMs, left) => {
      const { signal, lines } = await predict(what, limitMs, remainingMs, watcher);
      expect([signal, lines.filter((line) => '_aws' in line)]).toEqual([
        'SIGKILL',
        [expect.objectContaining(TIMEOUT)],
      ]);
      expect(findPredictionNote(note)).toMatchObject({ model: 'm', version: 2, ...left });
    },
  );

  it('leaves nobody watching when its process has died', async () => {
    await predict('die', LONG_MS, LONG_MS, watcher);
    await poll('nobody watches', () => Promise.resolve(listCommandLines(note).length === 0));
  });

  it.each<[string, number]>([
    ['ends in time', LONG_MS],
    ['goes on with many of them', 400],
    ['has a longer limit of its own', 400],
    ['was loaded for longer than it may run', 300],
  ])('goes on when it %s', async (what, limitMs) => {
    const { signal, text, lines } = await predict(what, limitMs, LONG_MS, watcher);
    expect([signal, text, lines]).toEqual([null, 'ended well\n', []]);
    expect(findPredictionNote(note)).toBeUndefined();
  });
});

describe('the next process of the same environment', () => {
  const lines: string[] = [];
  const count = (): void => {
    countDeath({ predictionNote: note, metricNamespace: 'Test' }, (line) => {
      lines.push(line);
    });
  };
  beforeEach(() => {
    lines.length = 0;
  });

  it('counts a prediction that died with the one before, once, at its own time', async () => {
    const beforeMs = Date.now();
    expect((await predict('die', LONG_MS)).signal).toBe('SIGKILL');
    count();
    count();
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({
        Predictions: 1,
        Errors: 1,
        Model: 'm',
        Version: '2',
        ErrorType: 'PROCESS_DIED',
      }),
    ]);
    const { _aws } = JSON.parse(lines[0] ?? '') as { _aws: { Timestamp: number } };
    expect(_aws.Timestamp).toBeGreaterThanOrEqual(beforeMs);
    expect(existsSync(note)).toBe(false);
  });

  it.each<[string, () => void]>([
    ['nothing was under way', () => undefined],
    [
      'it ended well',
      () => {
        const file = new PredictionNoteFile(note);
        file.write({ model: 'm', version: 1, stage: 'running', startedAtMs: 1 });
        file.clear();
      },
    ],
    [
      'it was counted already',
      () => {
        new PredictionNoteFile(note).write({
          model: 'm',
          version: 1,
          stage: 'running',
          startedAtMs: 1,
          cause: 'TIMEOUT',
        });
      },
    ],
    [
      'its note was cut',
      () => {
        writeFileSync(note, '{"model":"m","ver');
      },
    ],
  ])('counts nothing when %s', (_, leave) => {
    leave();
    count();
    expect(lines).toEqual([]);
  });
});

describe('a note', () => {
  it('leaves nothing of a longer one before', () => {
    const file = new PredictionNoteFile(note);
    file.write({
      model: 'm'.repeat(63),
      version: 123_456_789,
      stage: 'loading',
      startedAtMs: Date.now(),
      limitMs: 900_000,
      cause: 'TIMEOUT',
    });
    file.write({ model: 'a', version: 1, stage: 'running', startedAtMs: 1 });
    expect(JSON.parse(readFileSync(note, 'utf8'))).toEqual({
      model: 'a',
      version: 1,
      stage: 'running',
      startedAtMs: 1,
    });
  });

  it('is left out when there is no place for it', () => {
    const file = new PredictionNoteFile(path.join(directory, 'no', 'such', 'folder'));
    expect(() => {
      file.write({ model: 'a', version: 1, stage: 'running', startedAtMs: 1 });
      file.clear();
    }).not.toThrow();
  });
});
