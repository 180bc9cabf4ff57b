import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type * as Onnx from 'onnxruntime-node';
import { ModelLoadError } from '../../core/errors.ts';
import { lazily } from '../../core/lazily.ts';
import { RUNTIME_SUPPORT } from '../../core/onnx/runtime-support.ts';
import type { ModelOptimizer, ModelRuntime, ModelSession } from '../../core/ports/model-runtime.ts';
import { IDENTITY_MODEL } from './identity-model.ts';
import { toLoadError } from './onnx-errors.ts';
import { OnnxModelSession } from './onnx-model-session.ts';

export interface OnnxModelRuntimeOptions {
  /**
   * Threads of one inference: whole vCPUs only. Under a CPU quota more of them double the latency.
   */
  readonly threads: number;
  /** Megabytes of the function that serves the models. @default - as many as a model wants */
  readonly memoryMb?: number;
}

/**
 * Share of the memory that weights may take when ONNX Runtime arranges them anew, which copies them
 * all. Larger ones are used as they are mapped. Measured on ten matrices of 256 MB: loading 0.1 s
 * in place of 43 s, 28 MB of memory in place of 2,470, runs of one row alike; of many rows they are
 * slower by up to two.
 */
const PACKED_SHARE = 0.5;
const MIB = 1024 * 1024;

const SESSION = {
  /** Threads that spin while they wait take the quota from those that work. */
  intra_op: { allow_spinning: '0' },
  /**
   * Quantised models answer the same on every processor: without VNNI, products of 8 bits would be
   * cut off at 16, in silence, and labels change with the machine that a call happens to get.
   */
  x64quantprecision: '1',
};

const UNPACKED = { session: { ...SESSION, disable_prepacking: '1' } };

/**
 * Models in ONNX Runtime's Node binding, which is loaded with the first of them. `load` and `run`
 * hold the event loop while they work.
 */
export class OnnxModelRuntime implements ModelRuntime, ModelOptimizer {
  readonly build = `onnxruntime ${RUNTIME_SUPPORT.release} ${process.platform} ${process.arch}`;
  readonly #options: Onnx.InferenceSession.SessionOptions;
  readonly #packedBytes: number;

  constructor({ threads, memoryMb = Infinity }: OnnxModelRuntimeOptions) {
    this.#packedBytes = memoryMb * MIB * PACKED_SHARE;
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

  async load(model: string, servedBytes?: number): Promise<ModelSession> {
    const onnx = await loadBinding();
    let session: Onnx.InferenceSession;
    try {
      session = await onnx.InferenceSession.create(
        model,
        (await this.#isTooLargeToPack(model, servedBytes))
          ? { ...this.#options, extra: UNPACKED }
          : this.#options,
      );
    } catch (error) {
      throw toLoadError(error, model);
    }
    return new OnnxModelSession(session, onnx);
  }

  async optimize(model: string, target: string, reach: 'portable' | 'whole'): Promise<void> {
    const { InferenceSession } = await loadBinding();
    try {
      const session = await InferenceSession.create(model, {
        ...this.#options,
        extra: UNPACKED, // which is not saved
        graphOptimizationLevel: reach === 'portable' ? 'extended' : 'all',
        optimizedModelFilePath: target,
      });
      await session.release();
    } catch (error) {
      throw toLoadError(error, model);
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
