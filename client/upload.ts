import type { CallOptions, Caller } from './call.ts';
import { MaasError } from './errors.ts';
import { VERSION, VERSIONS } from './paths.ts';
import { send, type SendSettings } from './send.ts';
import type { RolloutOnReady, Schemas, TaskName, Version } from './types.ts';
import { wait } from './wait.ts';

/** A file of a bundle. In Node, `await openAsBlob(path)` of `node:fs` reads it as it is sent. */
export interface BundleFile {
  /** Its place in the bundle, as `model.onnx`. */
  readonly path: string;
  readonly data: Blob;
  /** 64 hexadecimal digits. @default - computed, which takes the whole file into memory */
  readonly sha256?: string;
}

export interface UploadOptions {
  /** Moves to the version when it is READY. @default "live" */
  readonly alias?: string;
  /** Instead of `alias`: it moves in steps, from when the version is READY on. */
  readonly rollout?: RolloutOnReady;
  /** @default - found from the files */
  readonly task?: TaskName;
  readonly description?: string;
  /** Which of several `.onnx` files is served. */
  readonly entry?: string;
  /** Goes on with an upload that broke off: only what is missing is sent. */
  readonly version?: number;
  /** Files or parts that are sent at the same time. @default 4 */
  readonly parallel?: number;
  /** Called after each file or part, with bytes sent and bytes in all that had to be sent. */
  readonly onProgress?: (sentBytes: number, totalBytes: number) => void;
}

type Uploads = Schemas['Upload'];
/** A PUT of a stretch of a file. */
interface Piece {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Blob;
}

const POLL_MS = 500;
/** A part of 100 MiB on a slow line. */
const PUT_TIMEOUT_MS = 600_000;
/** There already: an attempt before was taken, and its answer lost. */
const IS_THERE = 412;
/** S3's own word for an address that no longer counts. */
const EXPIRED = 403;
/** S3's own word for a key that another request is writing, too: it asks for another attempt. */
const BUSY = 409;
const ROUNDS = 5;

export async function uploadFiles(
  client: Caller,
  settings: SendSettings,
  model: string,
  given: Blob | readonly BundleFile[],
  options: UploadOptions & CallOptions,
): Promise<Version> {
  const files = given instanceof Blob ? [{ path: 'model.onnx', data: given }] : given;
  const renew = (version: number): Promise<Uploads> =>
    client.call('POST', `${VERSION}/uploads`, { path: { model, version } }, options);
  const begin = (body: Schemas['NewVersion']): Promise<Uploads> =>
    client.call('POST', VERSIONS, { path: { model }, body }, options);
  let uploads = await (options.version
    ? renew(options.version)
    : begin(await describe(files, options)));
  const path = { model, version: uploads.version };
  for (let round = 1; !(await sendAll(uploads, files, settings, options)); round++) {
    if (round === ROUNDS) {
      throw new MaasError(EXPIRED, 'UPLOAD_INCOMPLETE', 'Upload it again.');
    }
    uploads = await renew(path.version);
  }
  let version = await client.call('POST', `${VERSION}/complete`, { path }, options);
  while (version.status === 'VALIDATING') {
    await wait(POLL_MS, options.signal);
    version = await client.call('GET', VERSION, { path }, options);
  }
  if (version.status === 'READY') return version;
  throw new MaasError(422, 'MODEL_REJECTED', version.rejection?.message ?? version.status);
}

async function describe(
  files: readonly BundleFile[],
  { rollout, alias = rollout ? undefined : 'live', task, description, entry }: UploadOptions,
): Promise<Schemas['NewVersion']> {
  const described = files.map(async ({ path, data, sha256 }) => {
    return { path, bytes: data.size, sha256: sha256 ?? (await digest(data)) };
  });
  return { files: await Promise.all(described), alias, rollout, task, description, entry };
}

async function digest(data: Blob): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', await data.arrayBuffer());
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @returns false when an address has expired or its key is busy: what is missing is to be sent */
async function sendAll(
  { uploads }: Uploads,
  files: readonly BundleFile[],
  settings: SendSettings,
  { parallel = 4, onProgress, signal }: UploadOptions & CallOptions,
): Promise<boolean> {
  const pieces = uploads.flatMap((upload) => toPieces(upload, files));
  const totalBytes = pieces.reduce((sum, { body }) => sum + body.size, 0);
  let sentBytes = 0;
  const queue = each(pieces);
  const work = async (): Promise<boolean> => {
    for (const piece of queue) {
      if (!(await put(piece, settings, signal))) return false;
      onProgress?.((sentBytes += piece.body.size), totalBytes);
    }
    return true;
  };
  const ended = await Promise.all([...Array<undefined>(parallel)].map(work));
  return ended.every(Boolean);
}

/** Read by several: when one of them leaves its loop, it has ended for all. */
function* each<T>(items: readonly T[]): Generator<T> {
  yield* items;
}

function toPieces(upload: Uploads['uploads'][number], files: readonly BundleFile[]): Piece[] {
  const data = files.find(({ path }) => path === upload.path)?.data;
  if (!data) throw new TypeError(`The file '${upload.path}' is missing.`);
  if (!('parts' in upload)) return [{ ...upload, body: data }];
  return upload.parts.map(({ url, offset, bytes }) => {
    return { url, body: data.slice(offset, offset + bytes) };
  });
}

/** @returns false when the address has expired or its key is busy */
async function put(
  piece: Piece,
  settings: SendSettings,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  try {
    await send(
      { ...piece, method: 'PUT' },
      // The address is signed already, and is of another host.
      { ...settings, sign: undefined },
      { signal, timeoutMs: PUT_TIMEOUT_MS },
    );
    return true;
  } catch (error) {
    const { status } = error as Partial<MaasError>;
    if (status !== IS_THERE && status !== EXPIRED && status !== BUSY) throw error;
    return status === IS_THERE;
  }
}
