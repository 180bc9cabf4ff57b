import { MaasError } from '../client/index.ts';
import { CliError, type Outcome } from './errors.ts';

/** The subject of the command, which the fix has to name. */
export interface Subject {
  readonly url?: string | undefined;
  readonly model?: string | undefined;
  /** Inputs that were sent in one request, of a table or of lines. */
  readonly inputs?: number | undefined;
}

/** Any error as one that says what mends it. */
export function explain(error: unknown, subject: Subject = {}): CliError {
  if (error instanceof CliError) return error;
  if (error instanceof MaasError) return explainAnswer(error, subject);
  if (!(error instanceof Error)) return new CliError('failed', String(error));
  const { code, syscall, path } = findSystemError(error);
  if (error.name === 'TimeoutError') {
    return new CliError('unreachable', `${subject.url} did not answer in time.`, {
      fix: 'the same command with a longer --timeout',
      cause: error,
    });
  }
  if (path !== undefined && syscall !== undefined) {
    const fix = code === 'ENOENT' ? 'check the path; `ls` shows what is there' : undefined;
    return new CliError('usage', explainFile(code, path), {
      fix,
      cause: error,
    });
  }
  if (error.message === 'fetch failed' || syscall === 'connect') {
    const reason = code ?? findReason(error);
    return new CliError('unreachable', explainConnection(reason, subject.url ?? ''), {
      fix: explainWhere(subject.url),
      cause: error,
    });
  }
  return new CliError('failed', error.stack ?? error.message, { cause: error });
}

/** What `fetch` says where the system has no code, as `bad port`. */
function findReason({ cause }: Error): string | undefined {
  return cause instanceof Error && cause.message !== '' ? cause.message : undefined;
}

interface SystemError {
  readonly code?: string | undefined;
  readonly syscall?: string | undefined;
  readonly path?: string | undefined;
}

/** `fetch` wraps what happened, more than once. */
export function findSystemError(error: Error): SystemError {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    const { code, syscall, path } = cause as NodeJS.ErrnoException;
    if (typeof code === 'string') return { code, syscall, path };
    if (cause instanceof AggregateError) {
      const [first] = cause.errors as Error[];
      if (first) return findSystemError(first);
    }
  }
  return {};
}

function explainFile(code: string | undefined, path: string): string {
  if (code === 'ENOENT') return `There is no file '${path}'.`;
  if (code === 'EACCES' || code === 'EPERM') return `'${path}' may not be read or written.`;
  if (code === 'EISDIR') return `'${path}' is a folder, and a file is needed.`;
  return `'${path}' cannot be used (${code}).`;
}

/** Sentences on a connection that failed, by the system's code; `{url}` is its address. */
const CONNECTION: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens on {url}.',
  ENOTFOUND: 'There is no host of the name in {url}.',
  EAI_AGAIN: 'The name in {url} cannot be looked up now.',
  ECONNRESET: 'The connection was cut by {url}.',
  UND_ERR_SOCKET: 'The connection was cut by {url}.',
  UND_ERR_CONNECT_TIMEOUT: 'No connection could be made to {url}.',
  ETIMEDOUT: 'No connection could be made to {url}.',
  EHOSTUNREACH: 'There is no way to {url}.',
  ENETUNREACH: 'There is no way to {url}.',
  CERT_HAS_EXPIRED: 'The certificate of {url} has expired.',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'The certificate of {url} is self-signed.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'The certificate of {url} cannot be verified.',
  ERR_SSL_WRONG_VERSION_NUMBER: '{url} does not speak TLS; is it http, not https?',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: '{url} does not speak TLS; is it http, not https?',
};

export function explainConnection(code: string | undefined, url: string): string {
  const sentence =
    CONNECTION[code ?? ''] ?? `{url} cannot be reached (${code ?? 'for an unknown reason'}).`;
  return sentence.replace('{url}', () => url);
}

function explainWhere(url = ''): string {
  return isLocal(url)
    ? 'npx serverless-maas start, or the same command with --url http://127.0.0.1:PORT'
    : `serverless-maas doctor --url ${url}`;
}

function isLocal(url: string): boolean {
  return /^https?:\/\/(127\.|localhost\b|\[::1\])/.test(url);
}

function explainAnswer(error: MaasError, subject: Subject): CliError {
  const { outcome, fix } = mend(error, subject);
  const id = error.status >= 500 && error.requestId ? ` (request ${error.requestId})` : '';
  return new CliError(outcome, `${error.message}${id}`, {
    ...(fix === undefined ? {} : { fix }),
    code: error.code,
    cause: error,
  });
}

/** What takes less time and memory when it is asked in smaller portions. */
const TOO_MUCH = ['PAYLOAD_TOO_LARGE', 'TIMEOUT', 'MEMORY_LIMIT', 'OUT_OF_MEMORY', 'PROCESS_DIED'];

/** The outcome by the status; the command by the code, where there is one that helps. */
function mend(error: MaasError, subject: Subject): { outcome: Outcome; fix?: string | undefined } {
  const { code } = error;
  const { model = 'MODEL', inputs = 1 } = subject;
  if (code === 'MODEL_NOT_FOUND') return { outcome: 'notFound', fix: 'serverless-maas models' };
  if (code === 'VERSION_NOT_FOUND' || code === 'ALIAS_NOT_FOUND' || code === 'VERSION_NOT_READY') {
    return { outcome: 'notFound', fix: `serverless-maas versions ${model}` };
  }
  const outcome = toOutcome(error);
  if (outcome === 'denied' || outcome === 'unreachable') {
    return { outcome, fix: explainOther(subject) };
  }
  if (TOO_MUCH.includes(code) && inputs > 1) {
    return { outcome, fix: `the same command with a --batch below ${inputs}` };
  }
  return {
    outcome,
    fix: outcome === 'refused' ? mendRefused(code, subject) : mendLater(code, model),
  };
}

/** By the status; but for what another program answers, or a service of another release. */
function toOutcome({ status, code }: MaasError): Outcome {
  if (status === 401 || status === 403) return 'denied';
  const isOther = code === 'ROUTE_NOT_FOUND' || code === 'METHOD_NOT_ALLOWED';
  if (isOther || code.startsWith('HTTP_')) return 'unreachable';
  if (code === 'NOT_SUPPORTED') return 'refused';
  return status === 429 || status >= 500 ? 'unavailable' : 'refused';
}

function explainOther({ url }: Subject): string {
  return url === undefined ? 'serverless-maas doctor' : `serverless-maas doctor --url ${url}`;
}

/** A run that failed by its input fails again, and a day's quota is back the next day. */
function mendLater(code: string, model: string): string | undefined {
  if (code === 'RUN_FAILED') return undefined;
  if (code === 'QUOTA_EXCEEDED') return `serverless-maas access ${model}`;
  return 'the same command again, in a while';
}

/**
 * None where the service's sentence says all there is to do, as of most bodies, and of a bundle: what
 * `doctor` finds in one, an upload has looked for before it was sent.
 */
function mendRefused(code: string, { model }: Subject): string | undefined {
  if (code === 'UPLOAD_INCOMPLETE') return 'the same command again: it goes on where it broke off';
  const isAboutTensors = code === 'INVALID_TENSOR' || code === 'MODEL_REFUSED_INPUT';
  return isAboutTensors && model !== undefined ? `serverless-maas show ${model}` : undefined;
}
