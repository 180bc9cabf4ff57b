import type { PlacedToken } from '../tokenizer/token.ts';
import type { Datatype, Signature, Tensor, TensorSpec, Tensors } from '../tensor.ts';
import { TaskMisfit } from './task-misfit.ts';

type Role = 'ids' | 'mask' | 'types' | 'positions';

/** Which of the model's inputs takes what of a tokenised text. */
export interface TextInputs {
  readonly roles: readonly { readonly spec: TensorSpec; readonly role: Role }[];
  /** Rows and tokens per row, where the model has them fixed. */
  readonly batch: number | undefined;
  readonly length: number | undefined;
  /** Whether the model can be told of padding: if not, only texts of one length run together. */
  readonly canPad: boolean;
}

const ROLES: Readonly<Record<string, Role>> = { input_ids: 'ids', attention_mask: 'mask', token_type_ids: 'types', position_ids: 'positions' };

/** A single input of integers takes the ids, whatever its name. @returns what the model should have, where it cannot take tokens */
export function findTextInputs({ inputs }: Signature): TextInputs | TaskMisfit {
  const roles = inputs.map((spec) => ({ spec, role: inputs.length === 1 ? 'ids' as const : ROLES[spec.name] }));
  const known = roles.filter((entry): entry is { spec: TensorSpec; role: Role } => entry.role !== undefined && entry.spec.shape.length === 2 && isFit(entry.role, entry.spec.datatype));
  const [ids] = known.filter(({ role }) => role === 'ids');
  const strange = roles.find(({ spec }) => !known.some((entry) => entry.spec === spec));
  if (strange || !ids) {
    const got = inputs.map(({ name, datatype, shape }) => `${name} ${datatype}[${shape.join(', ')}]`).join(', ');
    return new TaskMisfit(`needs the inputs input_ids (INT64 or INT32, of shape [-1, -1]) and, at most, attention_mask, token_type_ids, position_ids; the model has ${got}`);
  }
  const [batch = -1, length = -1] = ids.spec.shape;
  return { roles: known, batch: batch > 0 ? batch : undefined, length: length > 0 ? length : undefined, canPad: known.some(({ role }) => role === 'mask') };
}

function isFit(role: Role, datatype: Datatype): boolean {
  return datatype === 'INT64' || datatype === 'INT32' || (role === 'mask' && (datatype === 'FP32' || datatype === 'BOOL'));
}

/** Rows of tokens as the model takes them, the shorter ones filled up to `length`. */
export function toTextTensors(rows: readonly (readonly PlacedToken[])[], length: number, padId: number, { roles }: TextInputs): Tensors {
  return Object.fromEntries(roles.map(({ spec, role }) => [spec.name, toTensor(rows, length, spec.datatype, READERS[role], role === 'ids' ? padId : 0)]));
}

const READERS: Readonly<Record<Role, (token: PlacedToken, index: number) => number>> = {
  ids: ({ id }) => id,
  mask: () => 1,
  types: ({ type }) => type,
  positions: (_token, index) => index,
};

function toTensor(rows: readonly (readonly PlacedToken[])[], length: number, datatype: Datatype, read: (token: PlacedToken, index: number) => number, filler: number): Tensor {
  const values = new Float64Array(rows.length * length).fill(filler);
  rows.forEach((row, at) => { row.forEach((token, index) => { values[at * length + index] = read(token, index); }); });
  return { datatype, shape: [rows.length, length], data: toData(values, datatype) };
}

function toData(values: Float64Array, datatype: Datatype): Tensor['data'] {
  switch (datatype) {
    case 'INT64': return BigInt64Array.from(values, BigInt);
    case 'FP32': return Float32Array.from(values);
    case 'BOOL': return Uint8Array.from(values);
    default: return Int32Array.from(values);
  }
}
