import { isUtf8 } from 'node:buffer';
import type { ServerResponse } from 'node:http';
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

/** The gateway frames the answer itself. */
const FRAMING = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'transfer-encoding',
  'trailer',
  'upgrade',
]);

/** @throws Error when a function answered something else */
export function parseProxyResult(payload: Buffer): ProxyResult {
  return ProxyResult.parse(parseJson(payload));
}

/** @throws Error when a streaming function began with something else */
export function parsePrelude(bytes: Buffer): Prelude {
  return Prelude.parse(parseJson(bytes));
}

/** @throws Error when a name or a value cannot stand in HTTP */
export function setHead(
  response: ServerResponse,
  { statusCode, headers, multiValueHeaders }: Prelude,
): void {
  const values = [
    ...Object.entries(headers ?? {}),
    ...Object.entries(multiValueHeaders ?? {}),
  ].filter(([name]) => !FRAMING.has(name.toLowerCase()));
  for (const [name, value] of values) {
    response.setHeader(name, Array.isArray(value) ? value.map(String) : String(value));
  }
  if (!response.hasHeader('content-type')) response.setHeader('content-type', 'application/json');
  response.statusCode = statusCode;
}

function parseJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw new SyntaxError('The answer is not UTF-8.');
  return JSON.parse(bytes.toString());
}
