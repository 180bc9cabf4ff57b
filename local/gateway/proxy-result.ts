import { isUtf8 } from 'node:buffer';
import * as z from 'zod/mini';
import { inEnglish } from '../../layers/maas/core/json/in-english.ts';

const Headers = z.nullish(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])));
const MultiValueHeaders = z.nullish(
  z.record(z.string(), z.array(z.union([z.string(), z.number(), z.boolean()]))),
);

/** The head that stands before a streamed body, and around a buffered one. */
export const Prelude = z.object({
  statusCode: z.coerce.number().check(z.int(), z.minimum(100), z.maximum(599)),
  headers: Headers,
  multiValueHeaders: MultiValueHeaders,
});
export type Prelude = z.infer<typeof Prelude>;

const ProxyResult = z.extend(Prelude, {
  body: z.nullish(z.string()),
  isBase64Encoded: z.nullish(z.boolean()),
});
export type ProxyResult = z.infer<typeof ProxyResult>;

/** @throws Error when a function answered something else */
export function parseProxyResult(payload: Buffer): ProxyResult {
  return ProxyResult.parse(parseJson(payload), { error: inEnglish });
}

/** @throws Error when a streaming function began with something else */
export function parsePrelude(bytes: Buffer): Prelude {
  return Prelude.parse(parseJson(bytes), { error: inEnglish });
}

function parseJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw new SyntaxError('The answer is not UTF-8.');
  return JSON.parse(bytes.toString());
}
