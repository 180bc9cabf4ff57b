import type { ServerResponse } from 'node:http';

type HeaderValue = string | number | boolean;

/** Status and headers of an answer. */
export interface ResponseHead {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, HeaderValue>> | null | undefined;
  readonly multiValueHeaders?: Readonly<Record<string, readonly HeaderValue[]>> | null | undefined;
}

/** The gateway frames the answer itself. */
const FRAMING = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'transfer-encoding',
  'trailer',
  'upgrade',
]);

/** @throws Error when a name or a value cannot stand in HTTP */
export function setHead(
  response: ServerResponse,
  { statusCode, headers, multiValueHeaders }: ResponseHead,
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
