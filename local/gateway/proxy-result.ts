import { isUtf8 } from 'node:buffer';
import * as z from 'zod';

const Headers = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).nullish();
const MultiValueHeaders = z
  .record(z.string(), z.array(z.union([z.string(), z.number(), z.boolean()])))
  .nullish();

/** The head that stands before a streamed body, and around a buffered one. */
export const Prelude = z.object({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: Headers,
  multiValueHeaders: MultiValueHeaders,
});
export type Prelude = z.infer<typeof Prelude>;

const ProxyResult = Prelude.extend({
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});
export type ProxyResult = z.infer<typeof ProxyResult>;

/** @throws Error when a function answered something else */
export function parseProxyResult(payload: Buffer): ProxyResult {
  return ProxyResult.parse(parseJson(payload));
}

/** @throws Error when a streaming function began with something else */
export function parsePrelude(bytes: Buffer): Prelude {
  return Prelude.parse(parseJson(bytes));
}

function parseJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw new SyntaxError('The answer is not UTF-8.');
  return JSON.parse(bytes.toString());
}
