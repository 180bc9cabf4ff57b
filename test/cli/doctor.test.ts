/**
 * Set-ups that are broken, one fault each: doctor names it, and what mends it. What AWS would
 * answer is in the words that the stack gives its API Gateway.
 */

import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { connect, type ConnectionFlags } from '../../cli/connect/connect.ts';
import { examineService } from '../../cli/doctor/examine-service.ts';
import { GATEWAY_ERRORS } from '../../infra/api/gateway-responses.ts';
import { startScriptedServer, type Answer } from '../support/scripted-server.ts';
import { server, work, useDoctor } from './examined.ts';

const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };

const say =
  (status: number, body: object | string, headers: Readonly<Record<string, string>> = {}): Answer =>
  (request, response: ServerResponse) => {
    request.resume();
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

const LIVE = say(200, { live: true });

/** As API Gateway answers by itself in this stack. */
function gateway(type: string): Answer {
  const found = GATEWAY_ERRORS.find((each) => each.type.responseType === type);
  if (!found) throw new Error(`No answer of the type ${type}.`);
  return say(found.status ?? 403, { error: found.error, code: found.code, requestId: 'r' });
}

async function examine(
  flags: ConnectionFlags,
  environment: Readonly<Record<string, string>> = {},
): Promise<{ what: string; message: string; fix: string }[]> {
  const known = { XDG_CONFIG_HOME: work, AWS_SHARED_CREDENTIALS_FILE: '/none', PATH: '' };
  const findings = await examineService(await connect(flags, { ...known, ...environment }));
  return findings.flatMap(({ isWell, what, message, fix = '' }) =>
    isWell ? [] : [{ what, message, fix }],
  );
}

/** Finds an address at which something listened a moment ago. */
async function findClosedAddress(): Promise<string> {
  const closed = await startScriptedServer();
  await closed.close();
  return closed.url;
}

useDoctor();

it('finds nothing wrong with what is well', async () => {
  server.answer(LIVE, say(200, { models: [] }));
  expect(await examine({ url: server.url })).toEqual([]);
});

describe('the address', () => {
  it.each([
    ['of a port where nothing listens', '', /Nothing listens/, /PORT/],
    ['of no host', 'http://no-such-host.invalid', /no host of the name|looked up/, /--stack/],
  ])('%s', async (_, url, message, fix) => {
    expect(await examine({ url: url || (await findClosedAddress()) })).toEqual([
      {
        what: 'address',
        message: expect.stringMatching(message),
        fix: expect.stringMatching(fix),
      },
    ]);
  });

  it('with https where http is spoken', async () => {
    const url = server.url.replace('http', 'https');
    expect(await examine({ url })).toEqual([
      {
        what: 'address',
        message: expect.stringContaining('does not speak TLS'),
        fix: `--url ${server.url}`,
      },
    ]);
  });

  it.each([
    ['of another program', say(200, '<html>'), /is not serverless-maas/, /port and the path/],
    ['of a path that it has not', say(404, 'Not Found'), /answers 404/, /port and the path/],
    [
      'of an API without its stage',
      say(403, { message: 'Missing Authentication Token' }),
      /the stage is missing/,
      /\/prod/,
    ],
  ])('%s', async (_, answer, message, fix) => {
    server.answer(answer);
    expect(await examine({ url: server.url })).toEqual([
      {
        what: 'service',
        message: expect.stringMatching(message),
        fix: expect.stringMatching(fix),
      },
    ]);
  });
});

describe('who calls', () => {
  it.each([
    ['without the API key', {}, /wants an API key/, /MAAS_API_KEY/],
    ['with a wrong one', { apiKey: 'wrong-key' }, /does not know the API key wron…/, /--stack/],
  ])('%s', async (_, flags, message, fix) => {
    server.answer(gateway('INVALID_API_KEY'), say(200, { models: [] }));
    expect(await examine({ url: server.url, ...flags })).toEqual([
      {
        what: 'key',
        message: expect.stringMatching(message),
        fix: expect.stringMatching(fix),
      },
    ]);
  });

  it.each([
    ['without AWS credentials', {}, gateway('MISSING_AUTHENTICATION_TOKEN'), /no AWS credentials/],
    ['with a wrong secret', CREDENTIALS, gateway('INVALID_SIGNATURE'), /signature does not match/i],
    [
      'with credentials that AWS does not know',
      CREDENTIALS,
      say(403, { error: 'The security token included in the request is invalid.' }),
      /does not know these/,
    ],
    ['with expired credentials', CREDENTIALS, gateway('EXPIRED_TOKEN'), /have expired/],
    ['without the permission', CREDENTIALS, gateway('ACCESS_DENIED'), /may not call/],
    [
      'for the wrong region',
      CREDENTIALS,
      say(403, { error: "Credential should be scoped to a valid region, not 'us-east-1'." }),
      /wrong region. \(signed for eu-west-1\)/,
    ],
  ])('%s', async (_, environment, answer, message) => {
    server.answer(LIVE, answer);
    expect(await examine({ url: server.url, region: 'eu-west-1' }, environment)).toEqual([
      {
        what: 'credentials',
        message: expect.stringMatching(message),
        fix: expect.stringMatching(/\w/),
      },
    ]);
  });

  it('signs what only IAM opens, where credentials are at hand', async () => {
    server.answer(LIVE, say(200, { models: [] }));
    expect(await examine({ url: server.url, region: 'eu-west-1' }, CREDENTIALS)).toEqual([]);
    expect(server.requests[1]?.headers.authorization).toContain('/eu-west-1/execute-api/');
  });

  it('on a machine whose clock is wrong', async () => {
    server.answer(
      say(200, { live: true }, { date: 'Thu, 01 Jan 2026 00:00:00 GMT' }),
      say(200, { models: [] }),
    );
    const [finding] = await examine({ url: server.url });
    expect(finding).toMatchObject({ what: 'clock', fix: 'sudo timedatectl set-ntp true' });
  });
});

describe('serverless-maas doctor', () => {
  it('says so on the command line, of a bundle too, and ends with 6', async () => {
    server.answer(LIVE, say(200, { models: [] }));
    const file = path.join(work, 'model.onnx');
    writeFileSync(file, 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n');
    const args = ['cli/main.ts', 'doctor', file, '--url', server.url];
    const { code, stdout } = await new Promise<{ code: unknown; stdout: string }>((resolve) => {
      execFile(process.execPath, args, (error, output) => {
        resolve({ code: error?.code, stdout: output });
      });
    });
    expect(stdout).toContain("FAIL bundle: 'model.onnx' is a pointer of Git LFS");
    expect(stdout).toContain(`fix: git -C ${work} lfs pull`);
    expect(stdout).toContain('ok   key: none is needed');
    expect(code).toBe(6);
  });
});
