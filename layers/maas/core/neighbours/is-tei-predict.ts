import { isJsonObject } from '../json/json-object.ts';

/**
 * Tells whether a body can only be meant for text-embeddings-inference's `POST /predict`, not for a
 * pipeline.
 */
export function isTeiPredict(body: unknown): boolean {
  if (!isJsonObject(body) || !Object.hasOwn(body, 'inputs')) return false;
  const { inputs } = body;
  return (
    Object.hasOwn(body, 'raw_scores') ||
    Object.hasOwn(body, 'truncate') ||
    (Array.isArray(inputs) && inputs.some(Array.isArray))
  );
}
