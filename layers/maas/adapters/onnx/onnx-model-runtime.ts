import { readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type * as Onnx from 'onnxruntime-node';
import { ModelLoadError } from '../../core/errors.ts';
import type { ModelRuntime, ModelSession } from '../../core/ports.ts';
import { toLoadError } from './onnx-errors.ts';
import { OnnxModelSession } from './onnx-model-session.ts';

export interface OnnxModelRuntimeOptions {
  /** Threads of one inference: whole vCPUs only. Under a CPU quota more of them double the latency. */
  readonly threads: number;
  /** Megabytes of the function that serves the models. @default - as many as a model wants */
  readonly memoryMb?: number;
}

/**
 * Share of the memory that weights may take when ONNX Runtime arranges them anew, which copies them all. Larger ones are used as they are mapped. Measured
 * on ten matrices of 256 MB: loading 0.1 s in place of 43 s, 28 MB of memory in place of 2,470, runs of one row alike; of many rows they are slower by up to two.
 */
const PACKED_SHARE = 0.5;
const MIB = 1024 * 1024;

/** Threads that spin while they wait take the quota from those that work. */
const SESSION = { intra_op: { allow_spinning: '0' } };

/** One `Identity` of one number. */
const IDENTITY_MODEL =
  'CAg6PAoSCgF4EgF5IghJZGVudGl0eToAEgR0ZXN0Wg8KAXgSCgoICAESBAoCCAFiDwoBeRIKCggIARIECgIIAUIECgAQDQ==';

/** Models in ONNX Runtime's Node binding, which is loaded with the first of them. `load` and `run` hold the event loop while they work. */
export class OnnxModelRuntime implements ModelRuntime {
  readonly #options: Onnx.InferenceSession.SessionOptions;
  readonly #packedBytes: number;

  constructor({ threads, memoryMb = Infinity }: OnnxModelRuntimeOptions) {
    this.#packedBytes = memoryMb * MIB * PACKED_SHARE;
    this.#options = {
      intraOpNumThreads: Math.max(1, Math.floor(threads)),
      interOpNumThreads: 1,
      executionMode: 'sequential',
      // What goes wrong comes back as an error; on stderr it would name the caller's data.
      logSeverityLevel: 4,
      extra: { session: SESSION },
    };
  }

  /** What the first model would wait for otherwise: the library, and 20 ms of its initialisation. */
  async warmUp(): Promise<void> {
    const session = await loadBinding().InferenceSession.create(
      Buffer.from(IDENTITY_MODEL, 'base64'),
      this.#options,
    );
    await session.release();
  }

  async load(model: string): Promise<ModelSession> {
    const onnx = loadBinding();
    let session: Onnx.InferenceSession;
    try {
      session = await onnx.InferenceSession.create(
        model,
        (await this.#isTooLargeToPack(model))
          ? { ...this.#options, extra: { session: { ...SESSION, disable_prepacking: '1' } } }
          : this.#options,
      );
    } catch (error) {
      throw toLoadError(error, model);
    }
    return new OnnxModelSession(session, onnx);
  }

  /** By all that stands beside the model: of a large one nearly everything is weights. */
  async #isTooLargeToPack(model: string): Promise<boolean> {
    if (this.#packedBytes === Infinity) return false;
    const folder = path.dirname(model);
    const sizes = await Promise.all(
      (await readdir(folder)).map(async (name) => (await stat(path.join(folder, name))).size),
    );
    return sizes.reduce((sum, size) => sum + size, 0) > this.#packedBytes;
  }
}

let binding: typeof Onnx | undefined;

/** By `require`, because a bare `import` ignores NODE_PATH, where a layer puts the runtime. */
function loadBinding(): typeof Onnx {
  return (binding ??= withoutFloat16Array(() => {
    try {
      process.env.ORT_DISABLE_TELEMETRY ??= '1'; // else 1.30 keeps a device's id in the home and looks for Microsoft's collector
      const onnx = createRequire(import.meta.filename)('onnxruntime-node') as typeof Onnx;
      new onnx.Tensor('bool', [true]); // looks for Float16Array once, now
      return onnx;
    } catch (error) {
      throw new ModelLoadError(
        `ONNX Runtime could not be loaded; is onnxruntime-node installed for ${process.platform} on ${process.arch}, or its layer in NODE_PATH?`,
        { cause: error },
      );
    }
  }));
}

/** The binding does not know Node 24's Float16Array: every FP16 tensor would fail. Where there is none it takes the raw bits. */
function withoutFloat16Array<T>(load: () => T): T {
  const descriptor = Object.getOwnPropertyDescriptor(globalThis, 'Float16Array');
  if (!descriptor) return load();
  Reflect.deleteProperty(globalThis, 'Float16Array');
  try {
    return load();
  } finally {
    Object.defineProperty(globalThis, 'Float16Array', descriptor);
  }
}
