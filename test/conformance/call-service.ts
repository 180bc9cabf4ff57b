import { readFileSync } from 'node:fs';
import { parseJson } from '../../layers/maas/core/json/lossless-json.ts';
import { ELEMENT_BYTES } from '../../layers/maas/core/protocol/tensor-binary.ts';
import type { VectorTensor } from './test-vector.ts';

/** The service's answer to one call: tensors by name, or its refusal. */
export type Answer =
  | { readonly status: 200; readonly outputs: ReadonlyMap<string, VectorTensor> }
  | { readonly status: number; readonly code: string; readonly error: string };

export interface Refusal {
  readonly status: number;
  readonly error: string;
}

/** Uploads a model in one call; undefined when it is READY, else why it is not. */
export async function upload(
  url: string,
  name: string,
  file: string,
): Promise<Refusal | undefined> {
  const form = new FormData();
  form.set('name', name);
  form.set('model', new Blob([readFileSync(file)]), 'model.onnx');
  const response = await fetch(`${url}/upload`, { method: 'POST', body: form });
  const { error, status } = (await response.json()) as { error?: string; status?: string };
  return response.status === 201
    ? undefined
    : { status: response.status, error: error ?? String(status) };
}

/** The names of a model's inputs and outputs, in its order. */
export async function describeModel(
  url: string,
  model: string,
): Promise<{ inputs: string[]; outputs: string[] }> {
  const { inputs, outputs } = (await (await fetch(`${url}/v2/models/${model}`)).json()) as Record<
    'inputs' | 'outputs',
    { name: string }[]
  >;
  return { inputs: inputs.map(({ name }) => name), outputs: outputs.map(({ name }) => name) };
}

/** Both directions binary. */
export async function inferBinary(
  url: string,
  model: string,
  names: readonly string[],
  tensors: readonly VectorTensor[],
): Promise<Answer> {
  const blobs = tensors.map(toBlob);
  const inputs = tensors.map(({ datatype, shape }, index) => ({
    name: names[index],
    datatype,
    shape,
    parameters: { binary_data_size: blobs[index]?.length },
  }));
  const head = Buffer.from(JSON.stringify({ inputs, parameters: { binary_data_output: true } }));
  const response = await fetch(`${url}/v2/models/${model}/infer`, {
    method: 'POST',
    headers: {
      'content-type': 'application/octet-stream',
      'inference-header-content-length': String(head.length),
    },
    body: Buffer.concat([head, ...blobs]),
  });
  const body = new Uint8Array(await response.arrayBuffer());
  if (response.status !== 200) return toRefusal(response.status, body);
  let offset = Number(response.headers.get('inference-header-content-length'));
  const { outputs } = parseJson(body.subarray(0, offset)) as { outputs: JsonTensor[] };
  const entries = outputs.map(({ name, datatype, shape, parameters }): [string, VectorTensor] => {
    const blob = body.subarray(offset, (offset += parameters?.binary_data_size ?? 0));
    return [
      name,
      datatype === 'BYTES'
        ? { datatype, shape, bytes: new Uint8Array(), strings: fromLengths(blob) }
        : { datatype, shape, bytes: blob },
    ];
  });
  return { status: 200, outputs: new Map(entries) };
}

/**
 * Both directions JSON. The elements come back as their bytes, so that the two ways can be
 * compared.
 */
export async function inferJson(
  url: string,
  model: string,
  names: readonly string[],
  tensors: readonly VectorTensor[],
): Promise<Answer> {
  const inputs = tensors.map(
    (tensor, index) =>
      `{"name":${JSON.stringify(names[index])},"datatype":"${tensor.datatype}",` +
      `"shape":[${tensor.shape.join()}],"data":[${toJsonElements(tensor).join()}]}`,
  );
  const response = await fetch(`${url}/v2/models/${model}/infer`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"inputs":[${inputs.join()}]}`,
  });
  const body = new Uint8Array(await response.arrayBuffer());
  if (response.status !== 200) return toRefusal(response.status, body);
  const { outputs } = parseJson(body) as { outputs: JsonTensor[] };
  return {
    status: 200,
    outputs: new Map(outputs.map((output) => [output.name, fromJson(output)])),
  };
}

/** JSON has no form for FP16, NaN and the infinities. */
export function fitsJson(tensor: VectorTensor): boolean {
  return (
    tensor.datatype !== 'FP16' &&
    (tensor.datatype === 'BYTES' ||
      toElements(tensor).every((value) => typeof value === 'bigint' || Number.isFinite(value)))
  );
}

interface JsonTensor {
  readonly name: string;
  readonly datatype: VectorTensor['datatype'];
  readonly shape: readonly number[];
  readonly parameters?: { readonly binary_data_size: number };
  readonly data?: readonly (string | number | bigint | boolean)[];
}

function toRefusal(status: number, body: Uint8Array): Answer {
  const { code = '', error = '' } = JSON.parse(Buffer.from(body).toString()) as {
    code?: string;
    error?: string;
  };
  return { status, code, error };
}

function toBlob({ datatype, bytes, strings }: VectorTensor): Uint8Array {
  if (datatype !== 'BYTES') return bytes;
  return Buffer.concat(
    (strings ?? []).flatMap((text) => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(Buffer.byteLength(text));
      return [length, Buffer.from(text)];
    }),
  );
}

function fromLengths(blob: Uint8Array): string[] {
  const buffer = Buffer.from(blob);
  const strings: string[] = [];
  for (let at = 0; at < buffer.length;) {
    const length = buffer.readUInt32LE(at);
    strings.push(buffer.toString('utf8', at + 4, at + 4 + length));
    at += 4 + length;
  }
  return strings;
}

const VIEWS = {
  BOOL: Uint8Array,
  UINT8: Uint8Array,
  INT8: Int8Array,
  UINT16: Uint16Array,
  FP16: Uint16Array,
  INT16: Int16Array,
  UINT32: Uint32Array,
  INT32: Int32Array,
  FP32: Float32Array,
  UINT64: BigUint64Array,
  INT64: BigInt64Array,
  FP64: Float64Array,
} as const;

function toElements({ datatype, bytes }: VectorTensor): (number | bigint)[] {
  if (datatype === 'BYTES') return [];
  return Array.from<number | bigint>(
    new VIEWS[datatype](Uint8Array.from(bytes).buffer) as ArrayLike<number>,
  );
}

function toJsonElements(tensor: VectorTensor): string[] {
  if (tensor.datatype === 'BYTES') {
    return (tensor.strings ?? []).map((text) => JSON.stringify(text));
  }
  if (tensor.datatype === 'BOOL') {
    return toElements(tensor).map((value) => (value ? 'true' : 'false'));
  }
  return toElements(tensor).map((value) => (Object.is(value, -0) ? '-0.0' : String(value)));
}

function fromJson({ datatype, shape, data = [] }: JsonTensor): VectorTensor {
  if (datatype === 'BYTES') {
    return { datatype, shape, bytes: new Uint8Array(), strings: data as string[] };
  }
  const isBig = datatype === 'INT64' || datatype === 'UINT64';
  const bytes = new Uint8Array(data.length * ELEMENT_BYTES[datatype]);
  const view = new VIEWS[datatype](bytes.buffer) as unknown as (number | bigint)[];
  data.forEach((value, index) => (view[index] = isBig ? BigInt(value) : Number(value)));
  return { datatype, shape, bytes };
}
