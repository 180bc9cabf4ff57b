import { describe, expect, it } from '@jest/globals';
import { matchRoute } from '../../layers/maas/gateway/match-route.ts';
import { toGroup } from '../../layers/maas/gateway/to-group.ts';

function groupOf(method: string, target: string, body = ''): string {
  const { pathname, searchParams } = new URL(target, 'http://localhost');
  const match = matchRoute(method, pathname)?.match;
  if (!match) throw new Error(`No ${method} ${target}`);
  return toGroup({ match, searchParams, body: Buffer.from(body) });
}

const LONG = JSON.stringify({ model: 'm', input: 'x'.repeat(64 * 1024) });

describe('a call shares the instances', () => {
  it.each([
    ['with its model', '/models/m/predict', '', 'm'],
    ['with its model, however its letters are written', '/models/M/predict', '', 'm'],
    ['with its model, however its path is encoded', '/models/%6D/predict', '', 'm'],
    ['with its path where that is not UTF-8', '/models/%FF/predict', '', '%ff'],
    ['with its model before a verb', '/v1/models/m:predict', '', 'm'],
    ['with its model before an encoded verb', '/v1/models/m%3Apredict', '', 'm'],
    ['with its model of an organisation', '/hf/models/org/m', '', 'org--m'],
    ['with the model of its query', '/predict?model=M', '', 'm'],
    ['with the model of its query', '/invocations?model=m', '', 'm'],
    ['with its path where the default model is meant', '/predict', '', '/predict'],
    ['with the model of its body', '/v1/embeddings', '{"model": "Org/M"}', 'org--m'],
    ['with its path where the body is not JSON', '/v1/embeddings', '{"model"', '/v1/embeddings'],
    ['with its path where the body is null', '/v1/embeddings', 'null', '/v1/embeddings'],
    [
      'with its path where the model is not text',
      '/v1/embeddings',
      '{"model": 1}',
      '/v1/embeddings',
    ],
    ['with its path where the body is long', '/v1/embeddings', LONG, '/v1/embeddings'],
    ['not with what its query claims beside a path', '/models/m/predict?model=a', '', 'm'],
    [
      'not with what its query claims beside a body',
      '/v1/embeddings?model=a',
      '{"model": "m"}',
      'm',
    ],
    ['not with what its query claims where none counts', '/embed?model=a', '', '/embed'],
  ])('%s (%s)', (_, target, body, group) => {
    expect(groupOf('POST', target, body)).toBe(group);
  });

  it('with all others of a function that runs no models', () => {
    expect(groupOf('GET', '/models/m')).toBe('');
  });
});
