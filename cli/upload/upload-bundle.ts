import { openAsBlob } from 'node:fs';
import type {
  BundleFile,
  MaasClient,
  RolloutOnReady,
  TaskName,
  Version,
} from '../../client/index.ts';
import { hashFile } from '../bundle/hash-file.ts';
import type { LocalFile } from '../bundle/find-bundle.ts';
import type { Output } from '../output/output.ts';
import { formatBytes, startProgress } from '../output/progress.ts';
import { findSameUpload } from './same-upload.ts';

export interface UploadPlan {
  readonly model: string;
  readonly files: readonly LocalFile[];
  readonly alias: string;
  /** Instead of `alias` at once. */
  readonly rollout?: RolloutOnReady;
  readonly task?: TaskName;
  readonly description?: string;
  readonly entry?: string;
  readonly parallel: number;
  /** A new version, whatever is there. */
  readonly again: boolean;
}

const POLL_MS = 500;
/** Smaller bundles are hashed at once and need no bar. */
const BAR_FROM_BYTES = 200_000_000;

/**
 * Sends what the service has not got yet, and waits until the version is READY.
 * @throws MaasError MODEL_REJECTED with the reason
 */
export async function uploadBundle(
  client: MaasClient,
  plan: UploadPlan,
  output: Output,
): Promise<Version> {
  const hashed = await hashFiles(plan.files, output);
  const files = hashed.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 }));
  const isKnown = !plan.again && plan.entry === undefined && plan.description === undefined;
  const wanted = { files, alias: plan.alias, task: plan.task };
  const same = isKnown ? await findSameUpload(client, plan.model, wanted) : undefined;
  const name = `${plan.model} version`;
  if (same?.status === 'READY') {
    output.note(`These files are ${name} ${same.version} already; --again makes another.`);
    return same;
  }
  if (same?.status === 'VALIDATING') {
    output.note(`${name} ${same.version} has all files; waiting for its validation.`);
    return waitForVerdict(client, plan.model, same.version);
  }
  const version = same?.version ?? (await createVersion(client, plan, files));
  output.note(same ? `Going on with ${name} ${version}.` : `This becomes ${name} ${version}.`);
  return send(client, plan, hashed, version, output);
}

interface HashedFile extends LocalFile {
  readonly sha256: string;
}

async function hashFiles(files: readonly LocalFile[], output: Output): Promise<HashedFile[]> {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const progress =
    total >= BAR_FROM_BYTES ? startProgress(output, 'Reading', total, 'bytes') : undefined;
  let read = 0;
  const hashed: HashedFile[] = [];
  for (const file of files) {
    const sha256 = await hashFile(file.file, (bytes) => progress?.update((read += bytes)));
    hashed.push({ ...file, sha256 });
  }
  progress?.end();
  return hashed;
}

async function createVersion(
  client: MaasClient,
  { model, alias, rollout, task, description, entry }: UploadPlan,
  files: readonly { path: string; bytes: number; sha256: string }[],
): Promise<number> {
  const { version } = await client.call('POST', '/models/{model}/versions', {
    path: { model },
    body: { files, ...(rollout ? { rollout } : { alias }), task, description, entry },
  });
  return version;
}

async function send(
  client: MaasClient,
  { model, parallel }: UploadPlan,
  hashed: readonly HashedFile[],
  version: number,
  output: Output,
): Promise<Version> {
  const files: BundleFile[] = await Promise.all(
    hashed.map(async ({ path, file, sha256 }) => ({ path, data: await openAsBlob(file), sha256 })),
  );
  const all = hashed.reduce((sum, { bytes }) => sum + bytes, 0);
  const progress = startProgress(output, 'Sending', all, 'bytes');
  return client
    .upload(model, files, {
      version,
      parallel,
      onProgress: (sent, total) => {
        progress.update(sent, total);
        if (sent < total) return;
        progress.end();
        output.note(`Sent ${formatBytes(total)}; waiting for the validation.`);
      },
    })
    .finally(() => {
      progress.end();
    });
}

/** @throws MaasError where the version is gone */
async function waitForVerdict(client: MaasClient, model: string, number: number): Promise<Version> {
  let version = await client.version(model, number);
  while (version.status === 'VALIDATING') {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    version = await client.version(model, number);
  }
  return version;
}
