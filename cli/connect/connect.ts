import { ROUTES } from '../../layers/maas/contract/routes.ts';
import { MaasClient } from '../../client/index.ts';
import { signer } from '../../client/sigv4.ts';
import { CliError } from '../errors.ts';
import { findCredentials, type FoundCredentials } from './credentials.ts';
import { findVariable, type Environment } from './environment.ts';
import { loadProfile, type Profile } from './profiles.ts';
import { loadStack } from './stack-outputs.ts';

/** Options that every command takes. */
export interface ConnectionFlags extends Profile {
  readonly profile?: string;
  /** Seconds for an answer. */
  readonly timeout?: number;
}

export interface Connection {
  readonly url: string;
  /** The source of the address, as `--url` or `MAAS_URL`. */
  readonly urlFrom: string;
  readonly apiKey: string | undefined;
  /** The signature's region; undefined if calls are not signed. */
  readonly region: string | undefined;
  readonly findCredentials: () => Promise<FoundCredentials | undefined>;
  readonly client: MaasClient;
}

const DEFAULT_URL = 'http://127.0.0.1:8080';
const AWS_HOST = /\.execute-api\.([a-z0-9-]+)\.amazonaws\.(com|com\.cn|eu)$/;

/**
 * Finds where the service is and who calls: by flags, then the environment, then a profile. A
 * profile's key goes to its own address alone.
 * @throws CliError
 */
export async function connect(
  flags: ConnectionFlags,
  environment: Environment,
): Promise<Connection> {
  const found = await findAddress(flags, environment);
  const url = parseAddress(found.url, found.from);
  const region = found.region ?? AWS_HOST.exec(url.hostname)?.[1];
  const load = memoise(() => findCredentials(environment));
  const { apiKey } = found;
  const client = new MaasClient({
    url: url.href,
    apiKey,
    timeoutMs: flags.timeout === undefined ? undefined : flags.timeout * 1000,
    sign: region === undefined ? undefined : makeSign(url, region, apiKey !== undefined, load),
  });
  return {
    url: url.href.replace(/\/+$/, ''),
    urlFrom: found.from,
    apiKey,
    region,
    findCredentials: load,
    client,
  };
}

interface Address extends Profile {
  readonly url: string;
  readonly from: string;
}

async function findAddress(flags: ConnectionFlags, environment: Environment): Promise<Address> {
  const name = flags.profile ?? findVariable(environment, 'MAAS_PROFILE');
  const known = readVariables(environment);
  const isAddressed = (place: Profile): boolean =>
    place.url !== undefined || place.stack !== undefined;
  // A profile that was named on the command line goes before the environment.
  const useProfile = !isAddressed(flags) && (flags.profile !== undefined || !isAddressed(known));
  const profile = useProfile ? loadProfile(environment, name) : {};
  const from = isAddressed(flags) ? flags : isAddressed(profile) ? profile : known;
  const region = flags.region ?? profile.region ?? known.region;
  const stack = from.url === undefined ? from.stack : undefined;
  const outputs = stack === undefined ? {} : await loadStack(stack, region, environment);
  const keys = [flags.apiKey, profile.apiKey, outputs.apiKey, known.apiKey];
  const apiKey = keys.find((key) => key !== undefined);
  return {
    url: from.url ?? outputs.url ?? DEFAULT_URL,
    from: tellOrigin(from, flags, profile, name),
    apiKey,
    region,
  };
}

const VARIABLES = {
  url: 'MAAS_URL',
  stack: 'MAAS_STACK',
  apiKey: 'MAAS_API_KEY',
  region: 'MAAS_REGION',
} as const;

function readVariables(environment: Environment): Profile {
  return Object.fromEntries(
    Object.entries(VARIABLES).map(([member, name]) => [member, findVariable(environment, name)]),
  );
}

function tellOrigin(
  from: Profile,
  flags: Profile,
  profile: Profile,
  name: string | undefined,
): string {
  if (from === flags) return from.url === undefined ? '--stack' : '--url';
  if (from === profile) return `the profile '${name ?? 'default'}'`;
  if (from.url !== undefined) return 'MAAS_URL';
  return from.stack === undefined ? 'the default' : 'MAAS_STACK';
}

/** @throws CliError */
function parseAddress(text: string, from: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) {
    url.search = '';
    url.hash = '';
    return url;
  }
  throw new CliError('usage', `${from} is not an address like https://host: '${text}'.`, {
    fix: `serverless-maas … --url http://${text.replace(/^[a-z]*:\/+/i, '') || '127.0.0.1:8080'}`,
  });
}

/**
 * Signs calls, but for those that a key opens: finding credentials may take the AWS CLI a second.
 * Without credentials a call goes out as it is, and the service says what it wants.
 */
function makeSign(
  base: URL,
  region: string,
  hasKey: boolean,
  load: () => Promise<FoundCredentials | undefined>,
): (request: Request) => Promise<Request> {
  return async (request) => {
    if (hasKey && isDataPlane(request, base)) return request;
    const found = await load();
    return found ? signer({ credentials: found.credentials, region })(request) : request;
  };
}

const DATA_PLANE = Object.values(ROUTES)
  .filter(({ plane }) => plane === 'data')
  .map(({ method, path }) => ({
    method,
    pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+').replaceAll('.', '\\.')}$`),
  }));

function isDataPlane({ method, url }: Request, base: URL): boolean {
  const target = new URL(url).pathname.slice(base.pathname.replace(/\/+$/, '').length);
  return DATA_PLANE.some((route) => route.method === method && route.pattern.test(target));
}

function memoise<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => (loaded ??= load());
}
