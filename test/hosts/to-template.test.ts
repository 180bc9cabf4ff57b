import { expect, it } from '@jest/globals';
import { toReceivedRequest } from '../../layers/maas/hosts/lambda.ts';
import { toTemplate } from '../../layers/maas/hosts/to-template.ts';
import { toEvent } from '../support/gateway-event.ts';

it.each([
  ['/models/{model}/predict', { model: 'm' }, '/models/{model}/predict', { model: 'm' }],
  ['/models/ocr/predict', {}, '/models/{model}/predict', { model: 'ocr' }],
  [
    '/v2/models/ocr/versions/{version}/infer',
    { version: '3' },
    '/v2/models/{model}/versions/{version}/infer',
    { model: 'ocr', version: '3' },
  ],
  ['/v1/models/ocr:predict', {}, '/v1/models/{model}', { model: 'ocr:predict' }],
  ['/hf/models/BAAI/bge', {}, '/hf/models/{model}/{name}', { model: 'BAAI', name: 'bge' }],
  ['/v2/models/stats', {}, '/v2/models/stats', {}],
  ['/v2/models/stats/stats', {}, '/v2/models/{model}/stats', { model: 'stats' }],
  ['/nowhere/at/all', {}, '/nowhere/at/all', {}],
])('finds the path of the contract for %s', (resource, parameters, template, named) => {
  expect(toTemplate({ resource, parameters })).toEqual({ resource: template, parameters: named });
});

it("hands an endpoint's call over as one of the contract's", () => {
  const event = toEvent('POST', '/models/ocr/predict');
  const own = { ...event, resource: '/models/ocr/predict', pathParameters: null };
  expect(toReceivedRequest(own)).toEqual(toReceivedRequest(event));
});
