import { createServer, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { WebhookMessenger } from '../../../layers/maas/adapters/alarms/webhook-messenger.ts';
import { JsonLogger } from '../../../layers/maas/adapters/json-logger.ts';
import { toSlackBody } from '../../../layers/maas/core/alarms/alarm-message.ts';
import { Told } from '../../../layers/maas/core/alarms/told.ts';
import { notifyOf, type NotifyDeps } from '../../../layers/maas/core/alarms/notify-of.ts';

const ALARM = JSON.stringify({
  AlarmName: 'Maas/DeadLetters',
  AlarmDescription: 'A submitted model could not be validated.',
  NewStateValue: 'ALARM',
  OldStateValue: 'OK',
  NewStateReason: '1 was greater than 0.',
  StateChangeTime: '2026-11-29T05:03:12.345+0000',
});

const bodies: string[] = [];
let status = 200;
const server = createServer((request: IncomingMessage, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    bodies.push(Buffer.concat(chunks).toString());
    response.writeHead(status, status === 302 ? { location: 'http://127.0.0.1:1/' } : {}).end('ok');
  });
});
let url = '';
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/services/SECRET`;
});
afterAll(() => {
  server.close();
});
beforeEach(() => {
  bodies.length = 0;
  status = 200;
});

function createDeps(...urls: string[]): NotifyDeps & { readonly lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    messengers: urls.map((each) => new WebhookMessenger('Slack', each, toSlackBody)),
    findModel: () => Promise.resolve(undefined),
    toDashboardUrl: () => undefined,
    told: new Told(),
    logger: new JsonLogger({
      level: 'info',
      fields: {},
      write: (line: string) => {
        lines.push(line);
      },
    }),
  };
}

describe('notifyOf', () => {
  it('posts a message that a person can read', async () => {
    await notifyOf({ id: '1', text: ALARM }, createDeps(url));
    expect(bodies).toHaveLength(1);
    expect((JSON.parse(bodies[0] ?? '') as { text: string }).text).toMatch(
      /^ALARM: something could not be delivered\n/,
    );
  });

  it('passes on what is not an alarm', async () => {
    await notifyOf({ id: '1', text: 'Hello' }, createDeps(url));
    expect(JSON.parse(bodies[0] ?? '')).toEqual({ text: 'Hello' });
  });

  it('tells nobody what nobody needs to know', async () => {
    const text = ALARM.replace('"ALARM"', '"INSUFFICIENT_DATA"');
    await notifyOf({ id: '1', text }, createDeps(url));
    expect(bodies).toEqual([]);
  });

  it.each([404, 500, 302])('tells the others when one answers %i, and then fails', async (code) => {
    status = code;
    const deps = createDeps(url, 'http://127.0.0.1:1/services/SECRET', url);
    await expect(notifyOf({ id: '1', text: ALARM }, deps)).rejects.toThrow(
      '3 of 3 could not be told.',
    );
    expect(bodies).toHaveLength(2);
    expect(deps.lines.join('')).not.toContain('SECRET');
  });

  it('tells nobody twice when a message comes again, and those whom it had not reached', async () => {
    const deps = createDeps(url, 'http://127.0.0.1:1/services/SECRET');
    const delivery = { id: '1', text: ALARM };
    for (let attempt = 0; attempt < 3; attempt++) {
      await expect(notifyOf(delivery, deps)).rejects.toThrow(/could not be told/);
    }
    expect(bodies).toHaveLength(1);
    const [first] = deps.messengers;
    if (!first) throw new Error('Nobody is to be told.');
    await notifyOf(delivery, { ...deps, messengers: [first, ...createDeps(url).messengers] });
    expect(bodies).toHaveLength(2);
    await expect(notifyOf({ id: '2', text: ALARM }, deps)).rejects.toThrow();
    expect(bodies).toHaveLength(3);
  });
});
