import { ROUTES, type Route } from '../contract/routes.ts';
import { toModelName } from '../core/registry/names.ts';
import type { RouteMatch } from './match-route.ts';

/** Routes whose query may name the model. */
const NAMED_IN_QUERY: readonly Route[] = [ROUTES.predictDefault, ROUTES.invokeDefault];
/** Larger bodies are not read a second time for their model. */
const LARGEST_READ_BYTES = 64 * 1024;

export interface GroupedCall {
  readonly match: RouteMatch;
  readonly searchParams: URLSearchParams;
  readonly body: Uint8Array;
}

/**
 * Whom a call shares the instances with: the callers of its model, however its name is written, or
 * those of its path where the gateway does not know the model. What the function would not take for
 * the model's name does not count: a call must not pass for one of another model.
 */
export function toGroup(call: GroupedCall): string {
  const { route } = call.match;
  return route.function === 'predict' ? (findModel(call) ?? route.path).toLowerCase() : '';
}

function findModel({
  match: { route, parameters },
  searchParams,
  body,
}: GroupedCall): string | null {
  const { model, name } = parameters;
  if (model !== undefined) {
    const [named = ''] = decode(name === undefined ? model : `${model}--${name}`).split(':');
    return named; // `m:predict` is a verb of its model
  }
  if (NAMED_IN_QUERY.includes(route)) return searchParams.get('model');
  return route === ROUTES.createEmbeddings ? readModel(body) : null;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // the function refuses it
  }
}

function readModel(body: Uint8Array): string | null {
  if (body.length > LARGEST_READ_BYTES) return null;
  try {
    const { model } = JSON.parse(Buffer.from(body).toString()) as { model?: unknown };
    return typeof model === 'string' ? toModelName(model) : null;
  } catch {
    return null; // the function refuses it, or reads more than JSON
  }
}
