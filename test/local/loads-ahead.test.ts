import { describe, expect, it } from '@jest/globals';
import { LoadsAhead } from '../../layers/maas/instances/loads-ahead.ts';
import { HOSTS } from '../../local/hosts.ts';
import { call, endPools, start } from './support/pools.ts';

endPools();

describe.each(HOSTS)('a start that loads models ahead, on the host %s', (host) => {
  it('keeps nobody from an instance when a model ends its process', async () => {
    const dropped: Error[] = [];
    const ahead = new LoadsAhead({ AHEAD: 'killer' }, (why) => dropped.push(why));
    const functions = start(
      'if (process.env.AHEAD) process.kill(process.pid, "SIGKILL"); exports.handler = async () => "fine";',
      { host, ahead },
    );
    expect(await call(functions)).toBe('fine');
    expect(await call(functions)).toBe('fine');
    expect(dropped).toHaveLength(1);
    expect(dropped[0]).toMatchObject({ code: 'FUNCTION_FAILED' });
  });

  it('goes on loading ahead when it has succeeded', async () => {
    const ahead = new LoadsAhead({ AHEAD: 'a b' }, () => undefined);
    const functions = start('exports.handler = async () => process.env.AHEAD;', { host, ahead });
    expect(await call(functions)).toBe('a b');
  });

  it('fails like any other when it would without loading ahead', async () => {
    const ahead = new LoadsAhead({ AHEAD: 'a' }, () => undefined);
    const functions = start('process.exit(1);', { host, ahead });
    await expect(call(functions)).rejects.toMatchObject({ code: 'FUNCTION_FAILED' });
  });
});
