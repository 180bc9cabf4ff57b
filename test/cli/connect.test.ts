import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { connect } from '../../cli/connect/connect.ts';
import { saveProfile } from '../../cli/connect/profiles.ts';

const home = mkdtempSync(path.join(tmpdir(), 'maas-cli-'));
const environment = { XDG_CONFIG_HOME: home, PATH: '' };
const file = saveProfile(environment, 'prod', {
  url: 'https://prod.example/v1',
  apiKey: 'of-prod',
});
saveProfile(environment, 'default', { url: 'http://default.example' });
afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

describe('connect', () => {
  it.each([
    [
      'a flag',
      { url: 'http://flag:1/' },
      { MAAS_URL: 'http://variable' },
      'http://flag:1',
      '--url',
    ],
    ['the environment', {}, { MAAS_URL: 'http://variable:2' }, 'http://variable:2', 'MAAS_URL'],
    [
      'a named profile before it',
      { profile: 'prod' },
      { MAAS_URL: 'http://v' },
      'https://prod.example/v1',
      "the profile 'prod'",
    ],
    [
      'the profile of the environment',
      {},
      { MAAS_PROFILE: 'prod' },
      'https://prod.example/v1',
      "the profile 'prod'",
    ],
    ['the default profile', {}, {}, 'http://default.example', "the profile 'default'"],
  ])('takes the address of %s', async (_, flags, variables, url, urlFrom) => {
    expect(await connect(flags, { ...environment, ...variables })).toMatchObject({ url, urlFrom });
  });

  it('gives a profile’s key to its own address alone', async () => {
    expect((await connect({ profile: 'prod' }, environment)).apiKey).toBe('of-prod');
    const other = await connect({ profile: 'prod', url: 'http://other' }, environment);
    expect(other.apiKey).toBeUndefined();
  });

  it('keeps profiles where nobody else reads them', () => {
    expect(statSync(file).mode & 0o077).toBe(0);
  });

  it('refuses what is not an address, and a profile that is not there, with what mends it', async () => {
    await expect(connect({ url: 'localhost:8080' }, environment)).rejects.toMatchObject({
      outcome: 'usage',
      fix: 'serverless-maas … --url http://localhost:8080',
    });
    await expect(connect({ profile: 'none' }, environment)).rejects.toMatchObject({
      message: expect.stringContaining('known: prod, default'),
    });
    await expect(connect({ stack: 'Reviews' }, environment)).rejects.toMatchObject({
      message: expect.stringContaining('needs the AWS CLI'),
    });
  });

  it('signs for the region of API Gateway’s own address, and for none elsewhere', async () => {
    const own = 'https://abc.execute-api.eu-central-1.amazonaws.com/prod';
    expect((await connect({ url: own }, environment)).region).toBe('eu-central-1');
    const sovereign = 'https://abc.execute-api.eusc-de-east-1.amazonaws.eu/prod';
    expect((await connect({ url: sovereign }, environment)).region).toBe('eusc-de-east-1');
    expect((await connect({ url: 'https://models.example' }, environment)).region).toBeUndefined();
  });
});
