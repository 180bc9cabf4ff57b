import { LIMITS } from '../../contract/limits.ts';
import { isNumber, isOneOf, isShape, isText } from '../json/guards.ts';
import { mapParallel } from '../map-parallel.ts';
import { CAPTURE_KINDS, type CapturedLine, type CaptureKind } from '../ports/captures.ts';
import type { Period } from '../ports/metrics.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { listKeys } from '../registry/list-keys.ts';
import { hourFolder, kindFolder, modelFolder, versionFolder } from './capture-key.ts';

/** The objects that hold lines, wherever they were written: keys as in the bucket. */
export interface CaptureObjects extends Pick<ObjectStore, 'list' | 'delete'> {
  /** An object's bytes, unpacked where it was packed; undefined where it is gone. */
  read(key: string): Promise<Uint8Array | undefined>;
}

const HOUR_MS = 3_600_000;

/** Reads what was captured, and lets it go. */
export class CapturedLines {
  readonly #objects: CaptureObjects;

  constructor(objects: CaptureObjects) {
    this.#objects = objects;
  }

  /** Models and versions that have lines of a kind; the models' names are folded. */
  async listVersions(kind: CaptureKind): Promise<{ model: string; version: number }[]> {
    const models = await this.#listFolders(kindFolder(kind));
    const versions = await mapParallel(models, LIMITS.parallelRecords, (prefix) =>
      this.#listFolders(prefix),
    );
    return versions.flat().flatMap((prefix) => {
      const [, model = '', version = ''] = prefix.split('/');
      return /^[1-9]\d*$/.test(version) ? [{ model, version: Number(version) }] : [];
    });
  }

  /**
   * The lines of a version's hours in a period, hour by hour. Where Firehose lays them, a line
   * stands under the hour in which it came there, which may be the one after its own.
   */
  async *readHours(
    kind: CaptureKind,
    { model, version }: { readonly model: string; readonly version: number },
    { fromMs, toMs }: Period,
    { newestFirst = false } = {},
  ): AsyncGenerator<readonly CapturedLine[]> {
    const folder = versionFolder(kind, model, version);
    const last = folder + hourFolder(toMs + HOUR_MS);
    const keys = await listKeys(this.#objects, folder, {
      startAfter: folder + hourFolder(fromMs),
    });
    const hours = Map.groupBy(
      keys.filter((key) => key < `${last}~`),
      (key) => key.slice(0, last.length),
    );
    const ordered = newestFirst ? [...hours.values()].reverse() : [...hours.values()];
    for (const hour of ordered) {
      const lines = await mapParallel(hour, LIMITS.parallelRecords, (key) => this.#read(key));
      yield lines.flat().filter(({ kind: itsKind, time }) => {
        const atMs = Date.parse(time);
        return itsKind === kind && atMs >= fromMs && atMs < toMs;
      });
    }
  }

  /** All that was kept of a model's predictions, and its counts for drift. */
  async deleteModel(model: string): Promise<void> {
    for (const kind of ['prediction', 'sketch'] as const) {
      const keys = await listKeys(this.#objects, modelFolder(kind, model));
      await mapParallel(keys, LIMITS.parallelRecords, (key) => this.#objects.delete(key));
    }
  }

  async #read(key: string): Promise<CapturedLine[]> {
    const bytes = await this.#objects.read(key);
    if (!bytes) return [];
    return Buffer.from(bytes)
      .toString()
      .split('\n')
      .flatMap((text) => parseLine(text) ?? []);
  }

  #listFolders(prefix: string): Promise<string[]> {
    return listKeys(this.#objects, prefix, { delimiter: '/' });
  }
}

type LineHead = Pick<CapturedLine, 'kind' | 'model' | 'version' | 'time'>;
const hasHead = isShape<LineHead>({
  kind: isOneOf(CAPTURE_KINDS),
  model: isText,
  version: isNumber,
  time: isText,
});

/** Its other fields are looked at where they are read. */
function isCapturedLine(value: unknown): value is CapturedLine {
  return hasHead(value);
}

/** undefined for an empty line, for one that a killed process cut short, and for what is none of ours. */
function parseLine(text: string): CapturedLine | undefined {
  try {
    const line: unknown = text === '' ? undefined : JSON.parse(text);
    return isCapturedLine(line) ? line : undefined;
  } catch {
    return undefined;
  }
}
