/**
 * The exports of `serverless-maas/client/sigv4`: requests signed for a service whose callers are
 * known by IAM, as AWS's Signature Version 4 wants them.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

export interface SignerOptions {
  /** Asked before each request, so that they can be renewed: `fromNodeProviderChain()` fits. */
  readonly credentials: Credentials | (() => Promise<Credentials>);
  /** As `eu-central-1`. @default - read from the address, where that is API Gateway's own */
  readonly region?: string;
  /** @default - the time of this machine */
  readonly now?: () => Date;
}

const SERVICE = 'execute-api';
const ALGORITHM = 'AWS4-HMAC-SHA256';
const encoder = new TextEncoder();

/** Makes the option `sign` of a `MaasClient`. */
export function signer({
  credentials,
  region,
  now = () => new Date(),
}: SignerOptions): (request: Request) => Promise<Request> {
  return async (request) => {
    const known = typeof credentials === 'function' ? await credentials() : credentials;
    const url = new URL(request.url);
    const time = now()
      .toISOString()
      .replace(/[-:]|\.\d{3}/g, '');
    const scope = `${time.slice(0, 8)}/${region ?? findRegion(url)}/${SERVICE}/aws4_request`;
    const body = new Uint8Array(await request.clone().arrayBuffer());

    const headers = new Headers(request.headers);
    headers.set('x-amz-date', time);
    if (known.sessionToken !== undefined) headers.set('x-amz-security-token', known.sessionToken);
    const signed = toSignedHeaders(headers, url);
    const names = signed.map(([name]) => name).join(';');
    const canonical = [
      request.method,
      url.pathname.split('/').map(encode).join('/'),
      toCanonicalQuery(url.searchParams),
      ...signed.map(([name, value]) => `${name}:${value}`),
      '',
      names,
      toHex(await crypto.subtle.digest('SHA-256', body)),
    ].join('\n');
    const digest = toHex(await crypto.subtle.digest('SHA-256', encoder.encode(canonical)));
    const signature = await sign(known, scope, [ALGORITHM, time, scope, digest].join('\n'));
    headers.set(
      'authorization',
      `${ALGORITHM} Credential=${known.accessKeyId}/${scope}, SignedHeaders=${names}, ` +
        `Signature=${signature}`,
    );
    return new Request(request, { headers });
  };
}

function findRegion({ hostname }: URL): string {
  const region = /\.execute-api\.([a-z0-9-]+)\.amazonaws\./.exec(hostname)?.[1];
  if (region !== undefined) return region;
  throw new TypeError(`The address ${hostname} does not say its region: give 'region'.`);
}

/** Those that no proxy on the way changes. */
function toSignedHeaders(headers: Headers, { host }: URL): [string, string][] {
  const own = [...headers].filter(([name]) => name.startsWith('x-amz-') || name === 'content-type');
  return [...own, ['host', host] as [string, string]]
    .map(([name, value]): [string, string] => [name, value.trim().replace(/ +/g, ' ')])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function toCanonicalQuery(query: URLSearchParams): string {
  return [...query]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
}

/**
 * Encodes as RFC 3986 does; a path that is encoded already is encoded once more, as AWS wants it.
 */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

async function sign(
  { secretAccessKey }: Credentials,
  scope: string,
  text: string,
): Promise<string> {
  let key: Uint8Array<ArrayBuffer> = encoder.encode(`AWS4${secretAccessKey}`);
  for (const part of scope.split('/')) key = await hmac(key, part);
  return toHex(await hmac(key, text));
}

async function hmac(key: Uint8Array<ArrayBuffer>, text: string): Promise<Uint8Array<ArrayBuffer>> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await crypto.subtle.importKey('raw', key, algorithm, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, encoder.encode(text)));
}

function toHex(bytes: ArrayBuffer | Uint8Array): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
