import type { Connection } from '../connect/connect.ts';
import { explainConnection, findSystemError } from '../explain.ts';
import { ill, well, type Finding } from './finding.ts';

const TIMEOUT_MS = 10_000;
/** AWS refuses signatures that are further from its own clock. */
const CLOCK_MS = 5 * 60_000;

/** The address, the clock, the key and the credentials: until one is so wrong that no other shows. */
export async function examineService(
  connection: Connection,
  now: () => number = Date.now,
): Promise<Finding[]> {
  const address = await examineAddress(connection);
  if ('message' in address) return [address];
  const findings = [well('address', `${connection.url} answers (${connection.urlFrom})`)];
  findings.push(...examineClock(address, now()));
  const key = await examineKey(connection, address);
  findings.push(key);
  // A server that is no such service has no control plane either.
  if (key.what !== 'service') findings.push(await examineControl(connection));
  return findings;
}

const LIVE = '/v2/health/live';

async function ask(connection: Connection, path: string): Promise<Response> {
  const { url, apiKey } = connection;
  const headers = apiKey === undefined ? {} : { 'x-api-key': apiKey };
  return fetch(url + path, {
    headers,
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
}

async function examineAddress(connection: Connection): Promise<Response | Finding> {
  const { url, urlFrom } = connection;
  try {
    return await ask(connection, LIVE);
  } catch (error) {
    const { code } = error instanceof Error ? findSystemError(error) : {};
    const isLate = error instanceof Error && error.name === 'TimeoutError';
    const message = isLate
      ? `${url} takes the connection and does not answer.`
      : explainConnection(code, url);
    return ill('address', `${message} (from ${urlFrom})`, adviseAddress(code, url));
  }
}

function adviseAddress(code: string | undefined, url: string): string {
  if (code?.startsWith('ERR_SSL') === true) return `--url ${url.replace(/^https/, 'http')}`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return 'check the name; --stack NAME reads the address from a deployed stack';
  }
  if (code === 'ECONNREFUSED') {
    return 'serverless-maas doctor --url http://127.0.0.1:PORT, or npx serverless-maas start';
  }
  return 'check the address, the proxy and the firewall between';
}

/** Two clocks are compared: the service's own, and this machine's. */
function examineClock(answer: Response, nowMs: number): Finding[] {
  const date = answer.headers.get('date');
  if (date === null || Number.isNaN(Date.parse(date))) return [];
  // A difference of two machines' clocks, and no duration.
  const off = Math.abs(nowMs - Date.parse(date)); // eslint-disable-line no-restricted-syntax
  if (off < CLOCK_MS) return [well('clock', 'agrees with the service')];
  const minutes = Math.round(off / 60_000);
  return [
    ill(
      'clock',
      `This machine's clock is ${minutes} minutes from the service's: AWS refuses its signatures.`,
      'sudo timedatectl set-ntp true',
    ),
  ];
}

async function examineKey(connection: Connection, answer: Response): Promise<Finding> {
  const text = await answer.text();
  if (answer.ok && /"live"\s*:\s*true/.test(text)) {
    return well('key', connection.apiKey === undefined ? 'none is needed' : 'is taken');
  }
  if (text.includes('Missing Authentication Token')) {
    return ill(
      'service',
      'API Gateway knows no such path: the stage is missing in the address, or wrong.',
      `--url ${connection.url}/prod, or --stack NAME`,
    );
  }
  if (answer.status === 401 || answer.status === 403) {
    return connection.apiKey === undefined
      ? ill('key', 'The service wants an API key, and there is none.', 'export MAAS_API_KEY=…')
      : ill(
          'key',
          `The service does not know the API key ${connection.apiKey.slice(0, 4)}….`,
          'serverless-maas doctor --stack NAME, or export MAAS_API_KEY=… with another',
        );
  }
  return ill(
    'service',
    `${connection.url} answers ${answer.status}, but is not serverless-maas.`,
    'check the port and the path of --url',
  );
}

/** The gateway's refusals of a signed call, by their words, with the fault and its fix. */
const REFUSALS: readonly (readonly [RegExp, string, string])[] = [
  [
    /must be signed|Missing Authentication/i,
    'Calls of the control plane must be signed, and there are no AWS credentials.',
    'aws sso login (or export AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)',
  ],
  [
    /scoped to a valid region|wrong region/i,
    'Calls are signed for the wrong region.',
    '--region NAME, or export MAAS_REGION',
  ],
  [/expired/i, 'The AWS credentials have expired.', 'aws sso login'],
  [
    /security token .*invalid/i,
    'AWS does not know these credentials.',
    'aws sts get-caller-identity',
  ],
  [
    /signature does not match|signature we calculated/i,
    'The signature does not match: the secret key or the region is wrong.',
    'aws sts get-caller-identity; then --region NAME',
  ],
  [
    /may not make this call|not authorized/i,
    'These credentials may not call the control plane.',
    'have its owner allow them execute-api:Invoke (docs/least-privilege.md)',
  ],
];

async function examineControl(connection: Connection): Promise<Finding> {
  const { client, region } = connection;
  try {
    await client.models({ limit: 1, retries: 0, timeoutMs: TIMEOUT_MS }).next();
    const found = region === undefined ? undefined : await connection.findCredentials();
    return well('credentials', found ? `of ${found.from} are taken` : 'none are needed');
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const [, message, fix] = REFUSALS.find(([pattern]) => pattern.test(said)) ?? [];
    if (message !== undefined && fix !== undefined) {
      const where = region === undefined ? '' : ` (signed for ${region})`;
      return ill('credentials', message + where, fix);
    }
    return ill('credentials', `GET /models is refused: ${said}`, 'tell whoever runs the service');
  }
}
