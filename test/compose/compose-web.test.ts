import { describe, expect, it } from '@jest/globals';
import { composeWeb } from '../../layers/maas/compose/compose-web.ts';

const environment = {
  MAAS_BUCKET: 'models',
  MAAS_ORIGIN_KEY_FILE: '/nowhere',
  AWS_LAMBDA_HTTP_ENDPOINT: '0.0.0.0:3000',
  MAAS_LOG_LEVEL: 'error',
};

describe('what listens in front of predict', () => {
  it.each([
    ['0.0.0.0:3000', '0.0.0.0', 3000],
    ['[::]:8080', '::', 8080],
  ])('listens where Lambda says: %s', (text, host, port) => {
    const parts = composeWeb({ ...environment, AWS_LAMBDA_HTTP_ENDPOINT: text });
    expect(parts).toMatchObject({ host, port, timeoutSeconds: 120 });
  });

  it('gives a call the time of its run, and that of loading its model', () => {
    const parts = composeWeb({ ...environment, MAAS_PREDICT_TIMEOUT_MS: '60000' });
    expect(parts.timeoutSeconds).toBe(150);
  });

  it.each([
    ['AWS_LAMBDA_HTTP_ENDPOINT', ''],
    ['AWS_LAMBDA_HTTP_ENDPOINT', '3000'],
    ['MAAS_ORIGIN_KEY_FILE', ''],
  ])('does not start with %s %j', (name, value) => {
    expect(() => composeWeb({ ...environment, [name]: value })).toThrow(/_HTTP_ENDPOINT|_KEY/);
  });
});
