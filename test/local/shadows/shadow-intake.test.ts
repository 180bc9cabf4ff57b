import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SocketShadowSender } from '../../../layers/maas/adapters/shadow/socket-shadow-sender.ts';
import { MaasError } from '../../../layers/maas/core/errors.ts';
import type { MetricEvent } from '../../../layers/maas/core/ports/metrics.ts';
import { openShadowIntake, type ShadowIntake } from '../../../local/shadows/shadow-intake.ts';
import { SILENT } from '../../support/ingest.ts';
import { poll } from '../../support/poll.ts';

let directory: string;
let file: string;
let intake: ShadowIntake;
let taken: [string, string][];
let recorded: MetricEvent[];
let refuse: MaasError | undefined;

beforeEach(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'maas-intake-'));
  file = path.join(directory, 'shadows.sock');
  [taken, recorded, refuse] = [[], [], undefined];
  writeFileSync(file, ''); // what a process that was killed left behind
  intake = await open();
});
afterEach(() => {
  intake.close();
  rmSync(directory, { recursive: true, force: true });
});

function open(): Promise<ShadowIntake> {
  return openShadowIntake(file, {
    run: (model, event) => {
      taken.push([model, event]);
      return refuse ? Promise.reject(refuse) : Promise.resolve();
    },
    metrics: { record: (event) => recorded.push(event) },
    logger: SILENT,
  });
}

const SHADOW = { model: 'm', version: 2 };

describe('the intake of copies', () => {
  it('hands over what was sent, as it was, whatever stands in it', async () => {
    const sender = new SocketShadowSender(file);
    const copies = ['{"a":"x y\\n好"}', JSON.stringify({ long: 'z'.repeat(900_000) }), '{}'];
    for (const copy of copies) await sender.send(SHADOW, copy);
    await poll('all are there', () => taken.length === copies.length);
    expect(taken).toEqual(copies.map((copy) => ['m', copy]));
    expect(recorded).toEqual([]);
  });

  it('counts those that find no place', async () => {
    refuse = new MaasError('OVER_CAPACITY', 'Full.'); // as of any that did not run
    await new SocketShadowSender(file).send(SHADOW, '{}');
    await poll('it is counted', () => recorded.length > 0);
    expect(recorded).toEqual([
      { values: { ShadowSkipped: 1 }, dimensions: { Model: 'm', Version: '2' } },
    ]);
  });

  it.each(['GET /2018-06-01/runtime HTTP/1.1', 'm two {}', 'm 2 hello', 'x'.repeat(2 ** 21)])(
    'hangs up on whoever writes what is no copy: %.40s',
    async (line) => {
      const socket = connect(file);
      socket.on('error', () => undefined).write(`${line}\r\n\r\n`);
      await poll('it is closed', () => socket.closed);
      expect(taken).toEqual([]);
      await new SocketShadowSender(file).send(SHADOW, '{}');
      await poll('a copy is there', () => taken.length === 1);
    },
  );

  it('is found again by a sender when it was closed and opened', async () => {
    const sender = new SocketShadowSender(file);
    await sender.send(SHADOW, '{"is":"first"}');
    await poll('the first is there', () => taken.length === 1);
    intake.close();
    intake = await open();
    await poll('a later one is there', async () => {
      await sender.send(SHADOW, '{"is":"later"}');
      return taken.length > 1;
    });
    expect(taken[1]).toEqual(['m', '{"is":"later"}']);
  });
});
