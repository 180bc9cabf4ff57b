import { createHash } from 'node:crypto';
import aws4 from 'aws4';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Parsed where it is JSON. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what came is asserted right away
  readonly body: any;
}

export interface CallOptions {
  readonly json?: unknown;
  readonly body?: Uint8Array | string | FormData;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ServiceAccess {
  /** Without a slash at its end. */
  readonly url: string;
  /** Sent as `x-api-key`. */
  readonly apiKey?: string | undefined;
  /** Calls are signed for API Gateway in this region, with AWS's usual variables. */
  readonly region?: string | undefined;
}

/** A caller of the service, who knows its address and nothing else. */
export class Client {
  readonly url: string;
  readonly #access: ServiceAccess;

  constructor(access: ServiceAccess) {
    this.url = access.url;
    this.#access = access;
  }

  async call(
    method: string,
    path: string,
    { json, body, headers }: CallOptions = {},
  ): Promise<Reply> {
    const request = new Request(this.url + path, {
      method,
      headers: {
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      ...(body === undefined ? {} : { body }),
    });
    const bytes = new Uint8Array(await request.clone().arrayBuffer());
    return toReply(
      await fetch(request.url, {
        method,
        headers: this.#authorize(request, bytes),
        ...(bytes.length > 0 ? { body: bytes } : {}),
      }),
    );
  }

  /** `POST /upload` of one or several files. */
  async upload(
    files: Readonly<Record<string, Uint8Array>>,
    fields: Readonly<Record<string, string>> = {},
  ): Promise<Reply> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    for (const [name, bytes] of Object.entries(files)) {
      form.append('model', new Blob([bytes]), name);
    }
    return this.call('POST', '/upload', { body: form });
  }

  /** The way through presigned addresses, up to `complete`. */
  async uploadPresigned(
    model: string,
    files: Readonly<Record<string, Uint8Array>>,
    options: Readonly<Record<string, unknown>> = {},
  ): Promise<Reply> {
    const created = await this.call('POST', `/models/${model}/versions`, {
      json: {
        files: Object.entries(files).map(([path, bytes]) => declare(path, bytes)),
        ...options,
      },
    });
    if (created.status !== 201) return created;
    for (const { path, method, url, headers } of created.body.uploads as {
      path: string;
      method: string;
      url: string;
      headers: Record<string, string>;
    }[]) {
      const put = await toReply(
        await fetch(url, { method, headers, body: files[path] ?? new Uint8Array() }),
      );
      if (put.status !== 200) return put;
    }
    return this.call('POST', `/models/${model}/versions/${created.body.version}/complete`);
  }

  #authorize(request: Request, body: Uint8Array): Record<string, string> {
    const { apiKey, region } = this.#access;
    const headers = {
      ...Object.fromEntries(request.headers),
      ...(apiKey === undefined ? {} : { 'x-api-key': apiKey }),
    };
    if (region === undefined) return headers;
    const { host, pathname, search } = new URL(request.url);
    const signed = aws4.sign({
      service: 'execute-api',
      region,
      host,
      method: request.method,
      path: pathname + search,
      headers,
      ...(body.length > 0 ? { body: Buffer.from(body) } : {}),
    });
    return Object.fromEntries(
      Object.entries(signed.headers ?? {})
        .filter(([name]) => name.toLowerCase() !== 'host')
        .map(([name, value]) => [name, String(value)]),
    );
  }
}

export function declare(
  path: string,
  bytes: Uint8Array,
): { path: string; bytes: number; sha256: string } {
  return { path, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

async function toReply(response: Response): Promise<Reply> {
  const text = await response.text();
  const isJson =
    (response.headers.get('content-type') ?? '').startsWith('application/json') && text !== '';
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson ? (JSON.parse(text) as unknown) : text,
  };
}
