import type { z } from 'zod/mini';
import { parseBody } from '../core/json/parse-body.ts';
import type { HttpRequest } from './http-request.ts';
import { readJson } from './read-json.ts';

/** @throws MaasError INVALID_REQUEST naming each fault and its place */
export function parseJsonBody<T>(schema: z.ZodMiniType<T>, request: HttpRequest): T {
  return parseBody(schema, readJson(request));
}

/**
 * @throws MaasError INVALID_REQUEST, also for what the operation does not know: a misspelt option
 *   must not be ignored
 */
export function parseQuery<T>(schema: z.ZodMiniType<T>, { query }: HttpRequest): T {
  return parseBody(schema, query, 'The query');
}
