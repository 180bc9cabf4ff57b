import { MaasError, RejectionError } from '../errors.ts';
import { encodeTensorBinary } from '../protocol/tensor-binary.ts';
import { versionKey } from '../registry/keys.ts';
import type { BundleRecord } from '../registry/records.ts';
import { inferTensors } from '../serving/infer-tensors.ts';
import type { PredictDeps } from '../serving/predict.ts';
import type { ReadyVersion } from '../serving/resolve-version.ts';
import type { Tensors } from '../tensor.ts';

/** Where nobody else's version can be. */
const [MODEL, VERSION] = ['m', 1];
const NEVER = new Date(0).toISOString();

export type PredictOnceDeps = Omit<PredictDeps, 'records' | 'watch'>;

/**
 * Asks a version as its callers will: from the record that it will have, by the code that serves it.
 * @param inputs that the model took before
 * @throws RejectionError LOAD_FAILED when that ends otherwise
 */
export async function predictOnce(
  bundle: BundleRecord,
  inputs: Tensors,
  deps: PredictOnceDeps,
): Promise<void> {
  const times = { createdAt: NEVER, updatedAt: NEVER, ingestAttempts: 1 };
  const record: ReadyVersion = {
    model: MODEL,
    version: VERSION,
    status: 'READY',
    ...times,
    uploads: [],
    bundle,
  };
  const key = versionKey(MODEL, VERSION);
  const records = {
    find: <T>(asked: string) => Promise.resolve(asked === key ? (record as T) : undefined),
  };
  const watch = {
    begin: () => undefined,
    load: () => undefined,
    run: () => undefined,
    end: () => true,
  };
  const { body, headerLength } = encodeRequest(inputs);
  try {
    const request = { model: MODEL, reference: String(VERSION), body, headerLength };
    await inferTensors(request, {}, { ...deps, records, watch });
  } catch (error) {
    if (!(error instanceof MaasError)) throw error;
    const message = `The model took a made-up input, and not as predict would send it: ${error.message}`;
    throw new RejectionError('LOAD_FAILED', message, { cause: error });
  }
}

/** The Open Inference Protocol's binary form: it holds any tensor, and copies none. */
function encodeRequest(tensors: Tensors): { body: Uint8Array; headerLength: string } {
  const blobs = Object.entries(tensors).map(([name, tensor]) => ({
    name,
    tensor,
    blob: encodeTensorBinary(tensor),
  }));
  const inputs = blobs.map(({ name, tensor: { datatype, shape }, blob }) => ({
    name,
    datatype,
    shape,
    parameters: { binary_data_size: blob.length },
  }));
  const header = Buffer.from(JSON.stringify({ parameters: { binary_data_output: true }, inputs }));
  return {
    body: Buffer.concat([header, ...blobs.map(({ blob }) => blob)]),
    headerLength: String(header.length),
  };
}
