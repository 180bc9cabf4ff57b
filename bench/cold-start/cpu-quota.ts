import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = '/sys/fs/cgroup';
const PERIOD_US = 100_000;

/** A control group (Linux, root) whose processes get a part of a processor, as a small function does. */
export class CpuQuota {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** @returns undefined where no group can be made */
  static create(processors: number): CpuQuota | undefined {
    const quota = Math.round(processors * PERIOD_US);
    const isFirst = existsSync(path.join(ROOT, 'cpu'));
    const folder = path.join(ROOT, isFirst ? 'cpu' : '', `maas-bench-${process.pid}`);
    try {
      mkdirSync(folder);
      if (isFirst) writeFileSync(path.join(folder, 'cpu.cfs_quota_us'), String(quota));
      else writeFileSync(path.join(folder, 'cpu.max'), `${quota} ${PERIOD_US}`);
      return new CpuQuota(folder);
    } catch {
      return undefined;
    }
  }

  /** @returns the command that runs another one in the group */
  get command(): readonly string[] {
    const enter = `echo $$ > ${path.join(this.#folder, 'cgroup.procs')} && exec "$@"`;
    return ['sh', '-c', enter, 'sh'];
  }

  remove(): void {
    try {
      rmdirSync(this.#folder);
    } catch {
      // its last process has not quite ended: an empty group is left until the next start
    }
  }
}
