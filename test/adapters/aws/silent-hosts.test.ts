import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { SnsMessenger } from '../../../layers/maas/adapters/alarms/sns-messenger.ts';
import { EventBridgeRule } from '../../../layers/maas/adapters/events/eventbridge-rule.ts';
import { S3ObjectStore } from '../../../layers/maas/adapters/s3/s3-object-store.ts';
import { systemClock } from '../../../layers/maas/adapters/system-clock.ts';
import { poll } from '../../support/poll.ts';

// It listens, and once it is stopped its queue of two connections is full and the third one waits.
const LISTENER = `
const server = require('node:net').createServer(() => {}).listen(0, '127.0.0.1', 1, () => {
  console.log(server.address().port);
});`;

let listener: ChildProcess;
const waiting: net.Socket[] = [];
const before = { ...process.env };

beforeAll(async () => {
  listener = spawn(process.execPath, ['-e', LISTENER], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = (await once(listener.stdout ?? listener, 'data')) as [Buffer];
  const port = Number(said.toString());
  listener.kill('SIGSTOP');
  for (let connected = 0; connected === waiting.length;) {
    const socket = net.connect(port, '127.0.0.1').on('error', () => undefined);
    waiting.push(socket);
    connected += await Promise.race([
      once(socket, 'connect').then(() => 1),
      new Promise<number>((resolve) => setTimeout(resolve, 500, 0)),
    ]);
  }
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'k',
    AWS_SECRET_ACCESS_KEY: 's',
    AWS_MAX_ATTEMPTS: '1',
  });
});

afterAll(async () => {
  process.env = before;
  for (const socket of waiting) socket.destroy();
  listener.kill('SIGKILL');
  await poll('it is gone', () => listener.signalCode !== null);
});

it.each<[string, () => Promise<unknown>]>([
  [
    'S3',
    () => new S3ObjectStore({ bucket: 'b', pathStyle: true, clock: systemClock }).get('models'),
  ],
  [
    'SNS',
    () => new SnsMessenger('arn:aws:sns:eu-west-1:1:t').send({ subject: 's', text: 't' }, ''),
  ],
  ['EventBridge', () => new EventBridgeRule('ticks').turn(true)],
])('a client of %s gives up a connection that nobody answers', async (_, send) => {
  await expect(send()).rejects.toMatchObject({ name: 'TimeoutError' });
});
