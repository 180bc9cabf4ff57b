import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { ENVIRONMENT } from '../../contract/environment.ts';
import { type MaasError, ModelLoadError, StoreUnavailableError } from '../../core/errors.ts';
import { LeaseCache } from '../../core/lease-cache.ts';
import type { BundleCache, BundleFolder, BundleRef } from '../../core/ports/bundle-cache.ts';
import type { ObjectReader } from '../../core/ports/object-store.ts';
import { parseBundlePath } from '../../core/bundle-path.ts';
import { decodeText } from '../../core/text-file.ts';
import { downloadFiles, type DownloadDeps } from './download-files.ts';
import { SharedFolder } from './shared-folder.ts';

export interface FileBundleCacheOptions {
  readonly reader: ObjectReader;
  /** @default - nobody is told of parts that are read again */
  readonly logger?: DownloadDeps['logger'];
  /** May be shared with other processes. */
  readonly directory: string;
  /** The size that the bundles of this process may have together. */
  readonly budgetBytes: number;
}

/**
 * Bundles in folders: fetched once for all who ask, the least recently used deleted above a budget,
 * never one that is in use.
 */
export class FileBundleCache implements BundleCache {
  readonly #reader: ObjectReader;
  readonly #logger: DownloadDeps['logger'];
  readonly #shared: SharedFolder;
  readonly #budgetBytes: number;
  readonly #folders: LeaseCache<string>;
  #loads = 0;

  constructor({ reader, logger, directory, budgetBytes }: FileBundleCacheOptions) {
    this.#reader = reader;
    this.#logger = logger;
    this.#shared = new SharedFolder(directory);
    this.#budgetBytes = budgetBytes;
    this.#folders = new LeaseCache(budgetBytes);
  }

  async fetch(bundle: BundleRef): Promise<BundleFolder> {
    const lease = this.#folders.lease(bundle.id, sumBytes(bundle), () => this.#fetch(bundle));
    const folder = await lease.value;
    return {
      path: folder,
      release: lease.release,
      readText: async (file) =>
        decodeText(await readFile(path.join(folder, parseBundlePath(file)))),
    };
  }

  async #fetch(bundle: BundleRef): Promise<string> {
    try {
      const own = await this.#shared.open();
      await this.#makeRoom(sumBytes(bundle));
      const folder = path.join(own, `${bundle.id}.${++this.#loads}`);
      await this.#fill(folder, bundle).catch(async (error: unknown) => {
        await rm(folder, { recursive: true, force: true });
        throw error;
      });
      return folder;
    } catch (error) {
      throw toLoadError(error);
    }
  }

  async #fill(folder: string, { files }: BundleRef): Promise<void> {
    const missing: BundleRef['files'][number][] = [];
    for (const file of files) {
      const target = path.join(folder, parseBundlePath(file.path));
      await mkdir(path.dirname(target), { recursive: true });
      const isLinked =
        file.ownCopy !== true &&
        ((await this.#shared.take(file.sha256, target)) ||
          (await this.#reader.local?.expose(file.key, target, file.sha256)));
      if (isLinked && (await isWhole(target, file.bytes))) continue;
      missing.push(file);
    }
    await downloadFiles({ reader: this.#reader, logger: this.#logger }, missing, folder);
    for (const file of missing) {
      if (file.ownCopy !== true) {
        await this.#shared.offer(file.sha256, path.join(folder, file.path));
      }
    }
  }

  /** The bundle that is to come is among the entries already. */
  async #makeRoom(sizeBytes: number): Promise<void> {
    if (sizeBytes > this.#budgetBytes) {
      throw new ModelLoadError(
        `The version has ${sizeBytes} bytes of files and this function has room for ` +
          `${this.#budgetBytes}; give it a larger disk: predictStorageMb of the stack.`,
      );
    }
    const unused = this.#folders.evict();
    const { isOverBudget } = this.#folders;
    for (const [, folder] of unused) await this.#shared.remove(await folder);
    if (isOverBudget) {
      throw new ModelLoadError(
        `The models in use leave less than ${sizeBytes} of ${this.#budgetBytes} bytes for ` +
          `another one's files; try again, or give the function a larger disk: ` +
          'predictStorageMb of the stack.',
      );
    }
  }
}

/** What was cut short on the disk is read from the store, which tells how it differs. */
async function isWhole(file: string, bytes: number): Promise<boolean> {
  const { size } = await stat(file);
  if (size !== bytes) await rm(file);
  return size === bytes;
}

function sumBytes({ files }: BundleRef): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

function toLoadError(error: unknown): MaasError {
  if (error instanceof ModelLoadError || error instanceof StoreUnavailableError) return error;
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === 'ENOSPC') {
    return new ModelLoadError(
      'The disk is full; give the function a larger /tmp, or a smaller ' +
        `${ENVIRONMENT.bundleBudgetMb} than it has now.`,
      { cause: error },
    );
  }
  // Node's own sentence of a system call holds the path of the file.
  const reason =
    syscall === undefined
      ? error instanceof Error
        ? error.message
        : String(error)
      : `the disk answered ${code ?? 'with an error'} to '${syscall}'.`;
  return new ModelLoadError(`The version's files could not be fetched: ${reason}`, {
    cause: error,
  });
}
