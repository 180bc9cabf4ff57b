import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Invocation } from '../../layers/maas/instances/invocation.ts';
import { openSocketPlace } from '../../local/runtime-api/open-socket-place.ts';
import { RuntimeApi } from '../../local/runtime-api/runtime-api.ts';
import { poll } from '../support/poll.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'maas-socket-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

describe('the place of a socket', () => {
  it('is the folder, when its path is short', () => {
    expect(openSocketPlace(directory, 'predict-1').path).toBe(
      path.join(directory, 'predict-1.sock'),
    );
  });

  it("is a folder of this user alone, gone when it is removed, when the path is longer than a socket's may be", () => {
    const long = path.join(directory, 'a'.repeat(60), 'b'.repeat(60));
    mkdirSync(long, { recursive: true });
    const place = openSocketPlace(long, 'predict-1');
    const folder = path.dirname(place.path);
    expect(place.path.length).toBeLessThan(104);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    place.remove();
    expect(existsSync(folder)).toBe(false);
  });
});

describe('the Runtime API', () => {
  let api: RuntimeApi;
  let asked: number;
  let socketPath: string;
  beforeEach(async () => {
    asked = 0;
    socketPath = openSocketPlace(directory, 'tiny-1').path;
    api = new RuntimeApi({
      functionName: 'tiny',
      onNext: () => {
        asked++;
      },
      onInitError: () => undefined,
    });
    await api.listen(socketPath);
  });
  afterEach(() => {
    api.close();
  });

  function askForNext(): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      request(
        { socketPath, path: '/2018-06-01/runtime/invocation/next', agent: false },
        (response) => {
          response.setEncoding('utf8').on('data', (text: string) => {
            resolve({ status: response.statusCode ?? 0, text });
          });
        },
      )
        .on('error', reject)
        .end();
    });
  }

  it('refuses a second question for the next event, and the first one gets it', async () => {
    const first = askForNext();
    await poll('the first waits', () => asked === 1);
    expect(await askForNext()).toMatchObject({
      status: 403,
      text: expect.stringContaining('InvalidStateTransition'),
    });
    const invocation = new Invocation('{"for": "the first"}');
    invocation.answer.catch(() => undefined);
    api.send(invocation, Date.now() + 1000);
    expect(await first).toEqual({ status: 200, text: '{"for": "the first"}' });
    expect(asked).toBe(1);
  });
});
