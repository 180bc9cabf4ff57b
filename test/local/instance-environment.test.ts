import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FUNCTIONS } from '../../layers/maas/contract/functions.ts';
import { instanceEnvironment } from '../../layers/maas/instances/instance-environment.ts';

const OF_THE_SHELL = {
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_PROFILE: 'work',
  https_proxy: 'http://user:password@proxy',
  SOME_TOKEN: 'secret',
  MAAS_PROBE_TIMEOUT_MS: '5',
};
let before: NodeJS.ProcessEnv;
beforeEach(() => {
  before = process.env;
  process.env = { ...before, ...OF_THE_SHELL };
});
afterEach(() => {
  process.env = before;
});

function inheritedWith(environment: Record<string, string>): string[] {
  const made = instanceEnvironment({
    name: 'predict',
    spec: FUNCTIONS.predict,
    tmp: '/t',
    notePath: '/t/prediction.json',
    instanceId: 'predict-1',
    environment,
  });
  return Object.keys(OF_THE_SHELL).filter((name) => made[name] !== undefined);
}

describe("what a function gets of the shell's environment", () => {
  it('is its settings alone when the store is a folder', () => {
    expect(inheritedWith({ MAAS_BUCKET: '', MAAS_STORE_DIRECTORY: '/store' })).toEqual([
      'MAAS_PROBE_TIMEOUT_MS',
    ]);
  });

  it('is credentials and the network too when the store is a bucket', () => {
    expect(inheritedWith({ MAAS_BUCKET: 'models' })).toEqual([
      'AWS_SECRET_ACCESS_KEY',
      'AWS_PROFILE',
      'https_proxy',
      'MAAS_PROBE_TIMEOUT_MS',
    ]);
  });
});
