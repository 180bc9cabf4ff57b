import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runProcess } from '../support/run-process.ts';

/**
 * An S3 endpoint whose certificate only its own authority vouches for, as in a company's network.
 */
describe('S3ObjectReader and a private certificate authority', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'maas-ca-'));
  const at = (name: string): string => path.join(folder, name);
  const openssl = (...args: string[]): void => {
    execFileSync('openssl', args, { stdio: 'pipe' });
  };
  let server: Server;
  let requests = 0;

  const read = async (environment: Record<string, string>): Promise<string> => {
    const url = `https://localhost:${(server.address() as AddressInfo).port}`;
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_S3: url,
      AWS_ACCESS_KEY_ID: 'AK',
      AWS_SECRET_ACCESS_KEY: 'SK',
      NODE_EXTRA_CA_CERTS: '',
      ...environment,
    });
    return runProcess('read-object.ts', 'bucket', 'key').firstLine;
  };

  beforeAll(async () => {
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '1',
      '-subj',
      '/CN=Test authority',
      '-keyout',
      at('ca.key'),
      '-out',
      at('ca.pem'),
    );
    openssl(
      'req',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-subj',
      '/CN=localhost',
      '-keyout',
      at('key.pem'),
      '-out',
      at('request.pem'),
    );
    writeFileSync(at('names'), 'subjectAltName=DNS:localhost');
    openssl(
      'x509',
      '-req',
      '-in',
      at('request.pem'),
      '-CA',
      at('ca.pem'),
      '-CAkey',
      at('ca.key'),
      '-CAcreateserial',
      '-days',
      '1',
      '-extfile',
      at('names'),
      '-out',
      at('cert.pem'),
    );
    server = createServer(
      { key: readFileSync(at('key.pem')), cert: readFileSync(at('cert.pem')) },
      (_, response) => {
        requests++;
        response.writeHead(200, { etag: '"e"', 'content-length': 5 }).end('hello');
      },
    );
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  });

  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true });
  });

  it('reads when NODE_EXTRA_CA_CERTS names it', async () => {
    expect(await read({ NODE_EXTRA_CA_CERTS: at('ca.pem') })).toBe('hello');
  });

  it('refuses when nothing does', async () => {
    const before = requests;
    expect(await read({})).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    expect(requests).toBe(before);
  });
});
