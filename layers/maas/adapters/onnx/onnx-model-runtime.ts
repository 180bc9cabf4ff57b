import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type * as Onnx from 'onnxruntime-node';
import { ModelLoadError } from '../../core/errors.ts';
import { lazily } from '../../core/lazily.ts';
import { RUNTIME_SUPPORT } from '../../core/onnx/runtime-support.ts';
import type {
  LoadOptions,
  ModelOptimizer,
  ModelRuntime,
  ModelSession,
} from '../../core/ports/model-runtime.ts';
import { IDENTITY_MODEL } from './identity-model.ts';
import { withLowerThreads } from './lower-threads.ts';
import { toLoadError, type Explain } from './onnx-errors.ts';
import { OnnxModelSession } from './onnx-model-session.ts';

export interface OnnxModelRuntimeOptions {
  /**
   * Threads of one inference: whole vCPUs only. Under a CPU quota more of them double the latency.
   */
  readonly threads: number;
  /** Threads of one inference of a model whose runs may take several. @default - `threads` */
  readonly parallelThreads?: number;
  /** Megabytes of the function that serves the models. @default - as many as a model wants */
  readonly memoryMb?: number;
  /** Says what a refusal of a model means. @default - ONNX Runtime's words stand as they are */
  readonly explain?: Explain;
}

/**
 * Share of the memory that weights may take when ONNX Runtime arranges them anew, which copies them
 * all. Larger ones are used as they are mapped. Measured on ten matrices of 256 MB: loading 0.1 s
 * in place of 43 s, 28 MB of memory in place of 2,470, runs of one row alike; of many rows they are
 * slower by up to two.
 */
const PACKED_SHARE = 0.5;
const MIB = 1024 * 1024;

/**
 * A run of several threads hands work over between operators. Its threads wait so long awake: a run
 * of MiniLM by two threads takes 0.57 of what one takes, and 0.75 where they sleep. Longer waits
 * gain nothing, and take processors from other runs.
 */
const AWAKE_US = 20;

const SESSION = {
  /** Threads that spin while they wait take the quota from those that work. */
  intra_op: { allow_spinning: '0' },
  /**
   * Quantised models answer the same on every processor: without VNNI, products of 8 bits would be
   * cut off at 16, in silence, and labels change with the machine that a call happens to get.
   */
  x64quantprecision: '1',
};

const AWAKE = { intra_op: { allow_spinning: '1', spin_duration_us: String(AWAKE_US) } };
const UNPACKED = { disable_prepacking: '1' };

/**
 * Models in ONNX Runtime's Node binding, which is loaded with the first of them. `load` and `run`
 * hold the event loop while they work.
 */
export class OnnxModelRuntime implements ModelRuntime, ModelOptimizer {
  readonly build = `onnxruntime ${RUNTIME_SUPPORT.release} ${process.platform} ${process.arch}`;
  readonly #options: Onnx.InferenceSession.SessionOptions;
  readonly #parallelThreads: number;
  readonly #packedBytes: number;
  readonly #explain: Explain | undefined;

  constructor({
    threads,
    parallelThreads = threads,
    memoryMb = Infinity,
    explain,
  }: OnnxModelRuntimeOptions) {
    this.#explain = explain;
    this.#packedBytes = memoryMb * MIB * PACKED_SHARE;
    this.#parallelThreads = Math.max(1, Math.floor(parallelThreads));
    this.#options = {
      intraOpNumThreads: Math.max(1, Math.floor(threads)),
      interOpNumThreads: 1,
      executionMode: 'sequential',
      // Failures come back as errors; on stderr they would name the caller's data.
      logSeverityLevel: 4,
      extra: { session: SESSION },
    };
  }

  /**
   * Loads what the first model would wait for otherwise: the library, and 20 ms of its
   * initialisation.
   */
  async warmUp(): Promise<void> {
    const { InferenceSession } = await loadBinding();
    const session = await InferenceSession.create(IDENTITY_MODEL, this.#options);
    await session.release();
  }

  async load(
    model: string,
    { servedBytes, isParallel = false }: LoadOptions = {},
  ): Promise<ModelSession> {
    const onnx = await loadBinding();
    const isUnpacked = await this.#isTooLargeToPack(model, servedBytes);
    const isAwake = isParallel && this.#parallelThreads > 1;
    const create = (): Promise<Onnx.InferenceSession> =>
      onnx.InferenceSession.create(model, {
        ...this.#options,
        ...(isParallel ? { intraOpNumThreads: this.#parallelThreads } : {}),
        extra: {
          session: { ...SESSION, ...(isAwake ? AWAKE : {}), ...(isUnpacked ? UNPACKED : {}) },
        },
      });
    let session: Onnx.InferenceSession;
    try {
      session = await (isAwake ? withLowerThreads(create) : create());
    } catch (error) {
      throw toLoadError(error, model, this.#explain);
    }
    return new OnnxModelSession(session, onnx);
  }

  async optimize(model: string, target: string, reach: 'portable' | 'whole'): Promise<void> {
    const { InferenceSession } = await loadBinding();
    try {
      const session = await InferenceSession.create(model, {
        ...this.#options,
        extra: { session: { ...SESSION, ...UNPACKED } }, // which is not saved
        graphOptimizationLevel: reach === 'portable' ? 'extended' : 'all',
        optimizedModelFilePath: target,
      });
      await session.release();
    } catch (error) {
      throw toLoadError(error, model, this.#explain);
    }
  }

  /** By all that stands beside the model: of a large one nearly everything is weights. */
  async #isTooLargeToPack(model: string, servedBytes?: number): Promise<boolean> {
    if (this.#packedBytes === Infinity) return false;
    if (servedBytes !== undefined) return servedBytes > this.#packedBytes;
    const folder = path.dirname(model);
    const sizes = await Promise.all(
      (await readdir(folder)).map(async (name) => (await stat(path.join(folder, name))).size),
    );
    return sizes.reduce((sum, size) => sum + size, 0) > this.#packedBytes;
  }
}

const loadBinding = lazily(() =>
  importBinding().catch((error: unknown) => {
    throw new ModelLoadError(
      'ONNX Runtime could not be loaded; is onnxruntime-node installed for ' +
        `${process.platform} on ${process.arch}, or its layer in NODE_PATH?`,
      { cause: error },
    );
  }),
);

async function importBinding(): Promise<typeof Onnx> {
  // Else 1.30 keeps a device's id in the home and looks for Microsoft's collector.
  process.env.ORT_DISABLE_TELEMETRY ??= '1';
  const { onnx } = await import('./binding.ts');
  withoutFloat16Array(() => new onnx.Tensor('bool', [true])); // looks for it once, now
  return onnx;
}

/**
 * The binding does not know Node 24's Float16Array: every FP16 tensor would fail. Where there is
 * none it takes the raw bits.
 */
function withoutFloat16Array(look: () => void): void {
  const descriptor = Object.getOwnPropertyDescriptor(globalThis, 'Float16Array');
  if (!descriptor) {
    look();
    return;
  }
  Reflect.deleteProperty(globalThis, 'Float16Array');
  try {
    look();
  } finally {
    Object.defineProperty(globalThis, 'Float16Array', descriptor);
  }
}
