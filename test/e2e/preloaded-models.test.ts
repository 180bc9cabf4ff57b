import { describe, expect, it } from '@jest/globals';
import { HOSTS } from '../../local/hosts.ts';
import { poll } from '../support/poll.ts';
import { SENTIMENT } from './service/fixtures.ts';
import { predict, start, useStacks } from './started-stacks.ts';

useStacks();

describe.each(HOSTS)('--preload on the host %s', (host) => {
  it('has an instance with the model in memory before its first request', async () => {
    const first = await start();
    expect(
      await first.client.upload({ 'model.onnx': SENTIMENT.model }, { name: 'm' }),
    ).toMatchObject({ status: 201 });
    const cold = await predict(first.client);
    expect(cold).toMatchObject({ status: 200 });
    expect(cold.headers.get('server-timing')).toMatch(/\bload;/);
    await first.stack.end();

    const flags = ['--no-demo', '--verbose', '--host', host, '--preload', 'm'];
    const { stack, client } = await start(flags);
    await poll('the model is loaded', () =>
      stack.output.includes('A version was loaded before its first call.'),
    );
    const { status, headers } = await predict(client);
    expect(status).toBe(200);
    expect(headers.get('server-timing')).toMatch(/\binference;/);
    expect(headers.get('server-timing')).not.toMatch(/\bload;/);
  });

  it('serves all others where there is no such model', async () => {
    const { stack, client } = await start(['--no-demo', '--host', host, '--preload', 'none']);
    await poll('it is said', () => stack.output.includes('could not be loaded ahead'));
    await client.upload({ 'model.onnx': SENTIMENT.model }, { name: 'm' });
    expect((await predict(client)).status).toBe(200);
  });
});
