import type { FileRanges } from '../file-ranges.ts';

/** Bundles as local files, fetched when first asked for. */
export interface BundleCache {
  /**
   * @returns the bundle with all its files, checked against their size and the checks of their
   *   ranges, else their SHA-256, to be released once.
   *   @throws ModelLoadError
   */
  fetch(bundle: BundleRef): Promise<BundleFolder>;
}

/** A bundle's files, at hand. */
export interface BundleFolder {
  /** The folder in which ONNX Runtime finds them. */
  readonly path: string;
  /** @param path inside the bundle */
  readText(path: string): Promise<string>;
  /** Nothing uses the files any more, no session either: they may go. */
  release(): void;
}

export interface BundleRef {
  /** Unique among all bundles, fit as a folder's name. */
  readonly id: string;
  /** One that is to have an `ownCopy` must have no second name on the disk. */
  readonly files: readonly {
    readonly key: string;
    readonly path: string;
    readonly bytes: number;
    readonly sha256: string;
    readonly ranges?: FileRanges;
    readonly ownCopy?: true;
  }[];
}
