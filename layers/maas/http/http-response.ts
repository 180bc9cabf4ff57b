/** What a handler answers; a pipeline brings it into the form that Lambda wants. */
export interface HttpResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text, or bytes in pieces. */
  readonly body: string | readonly Uint8Array[];
}

/** What JSON.rawJSON gives is written as it stands; the language's types do not know it yet. */
const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown };

export function jsonResponse(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: encodeJson(value),
  };
}

export function emptyResponse(
  status: 202 | 204,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return { status, headers, body: '' };
}

/** 64-bit integers are numbers in JSON. Only values that have some pay for the replacer, which is several times slower. */
function encodeJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof TypeError)
      return JSON.stringify(value, (_key, part: unknown) =>
        typeof part === 'bigint' ? rawJSON(String(part)) : part,
      );
    throw error;
  }
}
