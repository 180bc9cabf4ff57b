import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FIRST_PAGE } from '../../local/gateway/pages.ts';
import { servePage } from '../../local/gateway/serve-page.ts';

describe('servePage', () => {
  let server: Server;
  let url: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      if (!servePage(request, response)) response.writeHead(404).end();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.close();
  });

  it('answers a page that needs nothing from elsewhere, and may not ask for it', async () => {
    const response = await fetch(`${url}/docs?x=1`);
    const page = await response.text();
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page).toContain("fetch('openapi.json')");
    expect(page).not.toMatch(/https?:\/\/|innerHTML/);
  });

  it('leads from the root to the page, also behind the prefix of a proxy', async () => {
    const response = await fetch(`${url}/?x=1`, { redirect: 'manual' });
    const location = response.headers.get('location') ?? '';
    expect(response.status).toBe(302);
    expect(new URL(location, `${url}/?x=1`).href).toBe(`${url}/docs`);
    expect(new URL(location, 'https://proxy.example/maas/').pathname).toBe('/maas/docs');
    expect((await fetch(url)).status).toBe(200);
  });

  it('tells about the page without it when the method is HEAD', async () => {
    const response = await fetch(`${url}/docs`, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(1000);
  });

  it('has the page that npm start names', async () => {
    expect((await fetch(url + FIRST_PAGE)).status).toBe(200);
  });

  it.each([
    ['POST', '/docs'],
    ['GET', '/docs/'],
    ['POST', '/'],
    ['GET', '//'],
  ])('leaves %s %s to the API', async (method, path) => {
    expect((await fetch(url + path, { method })).status).toBe(404);
  });
});
