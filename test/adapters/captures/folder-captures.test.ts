import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { FileCaptureSink } from '../../../layers/maas/adapters/captures/file-capture-sink.ts';
import { FolderCaptures } from '../../../layers/maas/adapters/captures/folder-captures.ts';
import { CapturedLines } from '../../../layers/maas/core/capture/captured-lines.ts';
import { describeCapturedLines } from '../../suites/captured-lines-suite.ts';

const open = (): string => mkdtempSync(path.join(tmpdir(), 'maas-captured-'));

describeCapturedLines('files of one machine', () => {
  const directory = open();
  return Promise.resolve({
    sink: new FileCaptureSink(directory),
    objects: new FolderCaptures(directory),
  });
});

const LINE = {
  kind: 'prediction',
  model: 'm',
  version: 1,
  time: '2026-11-29T08:30:00.000Z',
} as const;
const PERIOD = { fromMs: 0, toMs: Date.parse('2027-01-01T00:00:00Z') };

it('reads what stands beside a line that was cut short when its process was killed', async () => {
  const directory = open();
  const folder = path.join(directory, 'captures/m/1/2026/11/29/08');
  mkdirSync(folder, { recursive: true });
  appendFileSync(path.join(folder, 'killed.jsonl'), `${JSON.stringify(LINE)}\n{"kind":"predic`);
  await new FileCaptureSink(directory).write([LINE]);
  const lines = new CapturedLines(new FolderCaptures(directory));
  const found: unknown[] = [];
  for await (const hour of lines.readHours('prediction', { model: 'm', version: 1 }, PERIOD)) {
    found.push(...hour);
  }
  expect(found).toEqual([LINE, LINE]);
});

it('keeps the lines that come after what came before was deleted', async () => {
  const directory = open();
  const sink = new FileCaptureSink(directory);
  const lines = new CapturedLines(new FolderCaptures(directory));
  await sink.write([LINE]);
  await lines.deleteModel('m');
  await sink.write([LINE]);
  expect(await lines.listVersions('prediction')).toEqual([{ model: 'm', version: 1 }]);
});

it('keeps the lines of more versions than it has files open', async () => {
  const directory = open();
  const sink = new FileCaptureSink(directory);
  const versions = Array.from({ length: 30 }, (_, at) => ({ ...LINE, version: at + 1 }));
  await sink.write([...versions, ...versions]);
  const files = await readdir(directory, { recursive: true, withFileTypes: true });
  const texts = files
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(path.join(parentPath, name), 'utf8'));
  expect(texts.map((text) => text.split('\n').length - 1)).toEqual(Array(30).fill(2));
});

it('lets nobody else of the machine read a file', async () => {
  const directory = open();
  await new FileCaptureSink(directory).write([LINE]);
  const entries = await readdir(directory, { recursive: true });
  const modes = entries.map((entry) => statSync(path.join(directory, entry)).mode & 0o077);
  expect(modes).not.toHaveLength(0);
  expect(new Set(modes)).toEqual(new Set([0]));
});
