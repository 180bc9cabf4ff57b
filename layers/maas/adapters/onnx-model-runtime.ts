import { createRequire } from 'node:module';
import type * as Onnx from 'onnxruntime-node';
import { ModelLoadError } from '../core/errors.ts';
import type { ModelRuntime, ModelSession } from '../core/ports.ts';
import { toLoadError } from './onnx-errors.ts';
import { OnnxModelSession } from './onnx-model-session.ts';

export interface OnnxModelRuntimeOptions {
  /** Threads of one inference: whole vCPUs only. Under a CPU quota more of them double the latency. */
  readonly threads: number;
}

/** One `Identity` of one number. */
const IDENTITY_MODEL = 'CAg6PAoSCgF4EgF5IghJZGVudGl0eToAEgR0ZXN0Wg8KAXgSCgoICAESBAoCCAFiDwoBeRIKCggIARIECgIIAUIECgAQDQ==';

/** Models in ONNX Runtime's Node binding, which is loaded with the first of them. `load` and `run` hold the event loop while they work. */
export class OnnxModelRuntime implements ModelRuntime {
  readonly #options: Onnx.InferenceSession.SessionOptions;

  constructor({ threads }: OnnxModelRuntimeOptions) {
    this.#options = {
      intraOpNumThreads: Math.max(1, Math.floor(threads)),
      interOpNumThreads: 1,
      executionMode: 'sequential',
      // What goes wrong comes back as an error; on stderr it would name the caller's data.
      logSeverityLevel: 4,
      // Threads that spin while they wait take the quota from those that work.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    };
  }

  /** What the first model would wait for otherwise: the library, and 20 ms of its initialisation. */
  async warmUp(): Promise<void> {
    const session = await loadBinding().InferenceSession.create(Buffer.from(IDENTITY_MODEL, 'base64'), this.#options);
    await session.release();
  }

  async load(path: string): Promise<ModelSession> {
    const onnx = loadBinding();
    let session: Onnx.InferenceSession;
    try {
      session = await onnx.InferenceSession.create(path, this.#options);
    } catch (error) {
      throw toLoadError(error, path);
    }
    return new OnnxModelSession(session, onnx);
  }
}

let binding: typeof Onnx | undefined;

/** By `require`, because a bare `import` ignores NODE_PATH, where a layer puts the runtime. */
function loadBinding(): typeof Onnx {
  return (binding ??= withoutFloat16Array(() => {
    try {
      const onnx = createRequire(import.meta.filename)('onnxruntime-node') as typeof Onnx;
      new onnx.Tensor('bool', [true]); // looks for Float16Array once, now
      return onnx;
    } catch (error) {
      throw new ModelLoadError(`ONNX Runtime could not be loaded; is onnxruntime-node installed for ${process.platform} on ${process.arch}, or its layer in NODE_PATH?`, { cause: error });
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
