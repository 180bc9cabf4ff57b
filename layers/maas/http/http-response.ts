import { AnswerStream } from '../core/answer-stream.ts';

/** A handler's answer; the host brings it into its own form. */
export interface HttpResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text, bytes in pieces, or bytes as they come. */
  readonly body: string | readonly Uint8Array[] | AnswerStream;
  /**
   * Work that is left when the answer has gone out: its caller does not wait for it, the next call
   * of this instance does. Only hosts that stream do it.
   */
  readonly afterwards?: () => Promise<void>;
}

export interface TextResponse extends HttpResponse {
  readonly body: string;
}

/** `JSON.rawJSON`, whose text is written as it stands; the language's types do not know it yet. */
const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown };

export function jsonResponse(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): TextResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: encodeJson(value),
  };
}

/** A prediction: JSON, or a stream under its own type. */
export function predictionResponse(body: unknown): HttpResponse {
  return body instanceof AnswerStream
    ? { status: 200, headers: { 'content-type': body.contentType }, body }
    : jsonResponse(200, body);
}

export function emptyResponse(
  status: 202 | 204,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return { status, headers, body: '' };
}

/**
 * 64-bit integers are numbers in JSON. Only values that have some pay for the replacer, which is
 * several times slower.
 */
function encodeJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof TypeError) {
      return JSON.stringify(value, (_key, part: unknown) =>
        typeof part === 'bigint' ? rawJSON(String(part)) : part,
      );
    }
    throw error;
  }
}
