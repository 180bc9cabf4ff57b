import { DEFAULTS } from '../../contract/environment.ts';
import { LIMITS } from '../../contract/limits.ts';
import type { ModelRecord, ReadyVersion, VersionRecord } from './records.ts';

/**
 * A model that says of the versions that its aliases send traffic to what serves them, as many as
 * `LIMITS.servedBytes` hold, those of the default alias first: the others are read for themselves.
 * @param versions READY, read after the model's record; what it says of others already stays
 */
export function withServed(record: ModelRecord, versions: readonly VersionRecord[]): ModelRecord {
  const { served: known = {}, ...model } = record;
  const found = new Map(Object.entries(known));
  for (const version of versions) {
    const kept = toServed(version);
    if (kept) found.set(String(version.version), kept);
  }
  const served: Record<string, ReadyVersion> = {};
  let bytes = 0;
  for (const number of listRouted(record)) {
    const version = found.get(number);
    if (!version) continue;
    bytes += Buffer.byteLength(JSON.stringify(version));
    if (bytes > LIMITS.servedBytes) break;
    served[number] = version;
  }
  return Object.keys(served).length > 0 ? { ...model, served } : model;
}

function toServed({
  model,
  version,
  createdAt,
  bundle,
  validation,
}: VersionRecord): ReadyVersion | undefined {
  if (!bundle) return undefined;
  return { model, version, createdAt, bundle, ...(validation ? { validation } : {}) };
}

/** The numbers of the versions that aliases send traffic to, each once. */
function listRouted({ aliases }: ModelRecord): Set<string> {
  const { [DEFAULTS.alias]: first, ...others } = aliases;
  const all = [...(first ? [first] : []), ...Object.values(others)];
  return new Set(all.flatMap(({ routes }) => routes.map(({ version }) => String(version))));
}
