import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { OWN_LIMITS } from '../../contract/alarm-limits.ts';
import { isNumber, isOptional, isShape, isText } from '../../core/json/guards.ts';
import type { AlarmRegistry, OwnLimits } from '../../core/ports/alarm-registry.ts';

const SUFFIX = '.json';

/** A model's own limits, as one machine keeps them. */
export interface OwnLimitsFile {
  readonly model: string;
  readonly limits: OwnLimits;
}

const isLimit = isOptional(isNumber);
const isOwnLimitsFile = isShape<OwnLimitsFile>({
  model: isText,
  limits: isShape<OwnLimits>({
    latencyP99Ms: isLimit,
    errorRatePercent: isLimit,
    minAccuracyPercent: isLimit,
    runbookUrl: isOptional(isText),
  }),
});

/** The alarms as files, one a model; whoever evaluates them looks into the folder. */
export class FileAlarmRegistry implements AlarmRegistry {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async replace(model: string, limits: OwnLimits): Promise<void> {
    const file = path.join(this.#directory, `${model.toLowerCase()}${SUFFIX}`);
    if (OWN_LIMITS.every((name) => limits[name] === undefined)) {
      await rm(file, { force: true });
      return;
    }
    await mkdir(this.#directory, { recursive: true });
    const draft = `${file}.${randomUUID()}`;
    await writeFile(draft, JSON.stringify({ model, limits } satisfies OwnLimitsFile));
    await rename(draft, file); // whole, or not at all
  }

  /** All models that have limits of their own. */
  async list(): Promise<OwnLimitsFile[]> {
    const names = (await readdir(this.#directory).catch(() => [])).filter((name) =>
      name.endsWith(SUFFIX),
    );
    const files = await Promise.all(
      names.sort().map((name) => readLimits(path.join(this.#directory, name))),
    );
    return files.flatMap((file) => file ?? []);
  }
}

/** undefined for a file that is gone meanwhile, or is none of ours */
async function readLimits(file: string): Promise<OwnLimitsFile | undefined> {
  try {
    const kept: unknown = JSON.parse(await readFile(file, 'utf8'));
    return isOwnLimitsFile(kept) ? kept : undefined;
  } catch {
    return undefined;
  }
}
