import { MaasError, RejectionError } from '../errors.ts';
import { encodeTensorBinary } from '../protocol/tensor-binary.ts';
import { versionKey } from '../registry/keys.ts';
import { StageTimes } from '../monitoring/stage-times.ts';
import type { BundleRecord, VersionRecord } from '../registry/records.ts';
import { inferTensors } from '../serving/infer-tensors.ts';
import type { ServeDeps } from '../serving/serve.ts';
import type { Tensors } from '../tensor.ts';

/** No other version can have this place. */
const [MODEL, VERSION] = ['m', 1];
const NEVER = new Date(0).toISOString();

export type PredictOnceDeps = Omit<ServeDeps, 'records' | 'watch' | 'gate' | 'random'>;

/**
 * Asks a version as its callers will: from the record that it will have, by the code that serves
 * it.
 * @param inputs that the model took before
 * @throws RejectionError LOAD_FAILED when that ends otherwise
 */
export async function predictOnce(
  bundle: BundleRecord,
  inputs: Tensors,
  deps: PredictOnceDeps,
): Promise<void> {
  const times = { createdAt: NEVER, updatedAt: NEVER, ingestAttempts: 1 };
  const record: VersionRecord = {
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
    wait: () => undefined,
    end: () => true,
  };
  const { body, headerLength } = encodeRequest(inputs);
  try {
    const request = { model: MODEL, reference: String(VERSION), body, headerLength };
    const facts = { id: 'made-up', stages: new StageTimes() };
    const gate = { admit: () => undefined };
    const all = { ...deps, records, watch, gate, random: () => 0 };
    await inferTensors(request, facts, all);
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
