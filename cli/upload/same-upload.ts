import { MaasError, type MaasClient, type Schemas, type Version } from '../../client/index.ts';

export interface WantedUpload {
  readonly files: Schemas['NewVersion']['files'];
  readonly alias: string;
  readonly task: string | undefined;
}

/** Versions back that are looked at: an upload that broke off is among the newest. */
const LOOKED_AT = 20;

/**
 * The version that an earlier run of the same command made, found by its files: the service keeps
 * their hashes, so that nothing is kept here, and another machine may go on with it.
 */
export async function findSameUpload(
  client: MaasClient,
  model: string,
  wanted: WantedUpload,
): Promise<Version | undefined> {
  let seen = 0;
  try {
    for await (const version of client.versions(model, { limit: LOOKED_AT })) {
      if (isUsable(version, wanted, seen === 0)) return version;
      if (++seen === LOOKED_AT) return undefined;
    }
  } catch (error) {
    if (!(error instanceof MaasError && error.code === 'MODEL_NOT_FOUND')) throw error;
  }
  return undefined;
}

/** One that is READY only as the newest: an older one may have been replaced for a reason. */
function isUsable(version: Version, wanted: WantedUpload, isNewest: boolean): boolean {
  if (!isSame(version, wanted)) return false;
  switch (version.status) {
    case 'PENDING_UPLOAD':
    case 'VALIDATING':
      return true;
    case 'READY':
      return isNewest && version.aliases.includes(wanted.alias);
    default:
      return false;
  }
}

function isSame(version: Version, { files, alias, task }: WantedUpload): boolean {
  const isAlias = version.status === 'READY' || (version.alias ?? 'live') === alias;
  const isTask = task === undefined ? true : version.task === task;
  return isAlias && isTask && toText(version.files) === toText(files);
}

function toText(files: WantedUpload['files']): string {
  return files
    .map(({ path, bytes, sha256 }) => `${path} ${bytes} ${sha256.toLowerCase()}`)
    .toSorted()
    .join('\n');
}
