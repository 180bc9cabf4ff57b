import { afterEach, describe, expect, it } from '@jest/globals';
import { sendRaw, startGateway, type TestGateway } from './support/exchange.ts';

let gateway: TestGateway | undefined;
afterEach(async () => {
  await gateway?.close();
});

async function start(...args: Parameters<typeof startGateway>): Promise<TestGateway> {
  gateway = await startGateway(...args);
  return gateway;
}

function toRequest(target: string, headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries({ ...headers, Connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return `GET ${target} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

describe('requests', () => {
  it.each([
    ['for a name of the network', { Host: 'maas' }],
    ['for an address of the network', { Host: '192.168.0.7:8080' }],
    ['for any address', { Host: '0.0.0.0' }],
    ['for an address that is written in another way', { Host: '2130706433' }],
    ['for a name behind that of this machine', { Host: 'localhost.evil.example' }],
    [
      'from an image of a page elsewhere',
      { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors' },
    ],
    ['from a link elsewhere', { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate' }],
    ['from a page of the network', { Origin: 'http://maas:8080' }],
    ['from a page without an origin', { Origin: 'null' }],
    [
      'from a page whose origin only begins like this machine',
      { Origin: 'http://localhost@evil.example' },
    ],
  ])('are FORBIDDEN when they are %s', async (_what, headers) => {
    const { port, events } = await start();
    const answer = await sendRaw(port, [
      toRequest('/models/m/metrics', { Host: 'localhost', ...headers }),
    ]);
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
    expect(answer).toContain('"code":"FORBIDDEN"');
    expect(events).toEqual([]);
  });

  it.each([
    [
      'from a page of this machine',
      { Origin: 'http://127.0.0.1:3000', 'Sec-Fetch-Site': 'cross-site' },
    ],
    ['from a page under another name of this machine', { Origin: 'http://demo.localhost' }],
    ['from a page on another port', { 'Sec-Fetch-Site': 'same-site' }],
    ['from the address bar', { 'Sec-Fetch-Site': 'none' }],
    ['for a host that was allowed', { Host: 'models.example', Origin: 'https://models.example' }],
  ])('are served when they are %s', async (_what, headers) => {
    const { port } = await start(undefined, { allowedHosts: ['models.example'] });
    const answer = await sendRaw(port, [toRequest('/models', { Host: 'localhost', ...headers })]);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toContain('x-content-type-options: nosniff');
  });

  it.each([
    ['document', '/docs', 200],
    ['document', '/', 302],
    ['iframe', '/docs', 403],
    ['iframe', '/', 403],
    ['document', '/models', 403],
  ])('lead from a link elsewhere as a %s to %s with %i', async (destination, path, status) => {
    const { port } = await start();
    const headers = {
      Host: 'localhost',
      'Sec-Fetch-Site': 'cross-site',
      'Sec-Fetch-Mode': 'navigate',
      'Sec-Fetch-Dest': destination,
    };
    expect(await sendRaw(port, [toRequest(path, headers)])).toMatch(
      new RegExp(`^HTTP/1.1 ${status} `),
    );
  });
});
