import { MaasError } from '../errors.ts';
import { quote } from '../quote.ts';

/**
 * The model of a path's last segment, `name:predict`.
 * @throws MaasError ROUTE_NOT_FOUND naming the call that there is
 */
export function parsePredictSegment(segment: string): string {
  const colon = segment.indexOf(':');
  const [model, verb] =
    colon === -1 ? [segment, ''] : [segment.slice(0, colon), segment.slice(colon + 1)];
  if (verb === 'predict') return model;
  const other = verb === '' ? 'POST /v1/models/{model}' : `verb ${quote(verb)}`;
  throw new MaasError(
    'ROUTE_NOT_FOUND',
    `There is no ${other}; a prediction is POST /v1/models/{model}:predict, POST ` +
      '/models/{model}/predict or POST /v2/models/{model}/infer.',
  );
}
