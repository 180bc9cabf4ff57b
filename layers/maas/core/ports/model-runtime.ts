import type { Signature, Tensors } from '../tensor.ts';

/** A local file's bytes, read at once where they are needed. */
export interface FileBytes {
  readonly sizeBytes: number;
  /** @returns exactly these bytes. @throws RangeError beyond the end */
  read(offset: number, lengthBytes: number): Uint8Array;
}

/** One model, loaded. `run` may be called again before an earlier call has ended. */
export interface ModelSession {
  readonly signature: Signature;
  /**
   * @param outputs names of the outputs wanted
   * @param onStart called when the run begins, by sessions at which runs wait for their turn
   * @throws ModelRefusedInputError when the model cannot take these inputs
   */
  run(inputs: Tensors, outputs: readonly string[], onStart?: () => void): Promise<Tensors>;
  release(): Promise<void>;
}

export interface LoadOptions {
  /** Bytes of all files of its bundle. @default - those in the same folder */
  readonly servedBytes?: number;
  /** True if its runs may take several threads. @default false */
  readonly isParallel?: boolean;
}

export interface ModelRuntime {
  /** The release, the system and the processor's architecture that an optimised model is for. */
  readonly build: string;
  /**
   * @param path the model's file, its external data beside it
   * @throws ModelLoadError
   */
  load(path: string, options?: LoadOptions): Promise<ModelSession>;
}

/** Writes models as their runtime makes them when it loads them. */
export interface ModelOptimizer {
  /**
   * @param target the new file, beside the model's: it points to the same external data
   * @param reach `portable` leaves out what depends on this very processor
   * @throws ModelLoadError
   */
  optimize(path: string, target: string, reach: 'portable' | 'whole'): Promise<void>;
}
