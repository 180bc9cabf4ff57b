import type { PlacedToken } from '../../tokenizer/token.ts';
import type { Datatype, Signature, Tensor, TensorSpec, Tensors } from '../../tensor.ts';
import { TaskMisfit } from '../task/task-misfit.ts';
import { toNumbers } from '../task/to-numbers.ts';

type Role = 'ids' | 'mask' | 'types' | 'positions';

/** Which of the model's inputs takes what of a tokenised text. */
export interface TextInputs {
  readonly roles: readonly { readonly spec: TensorSpec; readonly role: Role }[];
  /** Rows and tokens per row, where the model has them fixed. */
  readonly batch: number | undefined;
  readonly length: number | undefined;
  /** True if the model can be told of padding: if not, only texts of one length run together. */
  readonly canPad: boolean;
}

/**
 * The inputs' names in exports of PyTorch, TensorFlow and Keras; without what these put around them
 * (`bert/input_ids_1:0`), and whatever case.
 */
const NAMES: Readonly<Record<Role, readonly string[]>> = {
  ids: ['input_ids', 'input_word_ids', 'token_ids', 'tokens', 'ids'],
  mask: ['attention_mask', 'input_mask', 'attn_mask', 'mask', 'padding_mask'],
  types: ['token_type_ids', 'segment_ids', 'input_type_ids', 'type_ids', 'segments'],
  positions: ['position_ids', 'positions', 'input_positions'],
};
const WORDS: Readonly<Record<Role, string>> = {
  ids: 'input_ids',
  mask: 'attention_mask',
  types: 'token_type_ids',
  positions: 'position_ids',
};

type Found = Map<TensorSpec, Role>;

/**
 * Inputs are told by their usual names, and those of other names by what is left for them to be:
 * the only one of integers takes the ids.
 * @returns what the model should have, where it cannot take tokens
 */
export function findTextInputs({ inputs }: Signature): TextInputs | TaskMisfit {
  const found: Found = new Map(
    inputs.flatMap((spec) => {
      const role = findNamedRole(spec);
      return role ? [[spec, role] as const] : [];
    }),
  );
  const others = inputs.filter((spec) => !found.has(spec));
  const misfit = findDouble(found) ?? placeOthers(others, found) ?? findUnfit(found);
  if (misfit) return new TaskMisfit(`${misfit}; the model has ${describe(inputs)}`);
  const roles = [...found].map(([spec, role]) => ({ spec, role }));
  const [batch = -1, length = -1] = roles.find(({ role }) => role === 'ids')?.spec.shape ?? [];
  return {
    roles,
    batch: batch > 0 ? batch : undefined,
    length: length > 0 ? length : undefined,
    canPad: roles.some(({ role }) => role === 'mask'),
  };
}

/** Tells whether an input has a name that exporters give to what a tokenizer makes. */
export function isNamedAsTokens(spec: TensorSpec): boolean {
  return findNamedRole(spec) !== undefined;
}

function findNamedRole({ name }: TensorSpec): Role | undefined {
  const plain = name.toLowerCase().replace(/^(serving_default_|.*\/)|([._]\d+)?(:\d+)?$/g, '');
  return (Object.keys(NAMES) as Role[]).find(
    (role) =>
      NAMES[role].includes(plain) ||
      NAMES[role].some((known) => known.replaceAll('_', '') === plain),
  );
}

/**
 * Gives the inputs of other names their roles.
 * @returns a sentence where more than one is possible, or none
 */
function placeOthers(others: readonly TensorSpec[], found: Found): string | undefined {
  const has = (role: Role): boolean => [...found.values()].includes(role);
  if (!has('ids')) {
    const integers = others.filter((spec) => fits('ids', spec));
    const [ids] = integers;
    if (!ids) return `needs token ids (${WORDS.ids}), INT64 or INT32 of shape [-1, -1]`;
    if (integers.length > 1) {
      return (
        `cannot tell which of ${list(integers)} takes the token ids; call it ${WORDS.ids} when ` +
        'you export the model'
      );
    }
    found.set(ids, 'ids');
  }
  for (const spec of others.filter((other) => !found.has(other))) {
    // Of what goes beside token ids, the mask alone is of floats or truth values.
    const isMask = !has('mask') && fits('mask', spec) && !fits('types', spec);
    if (!isMask) {
      return (
        `cannot tell what the input '${spec.name}' takes; call it ${WORDS.mask}, ` +
        `${WORDS.types} or ${WORDS.positions} when you export the model`
      );
    }
    found.set(spec, 'mask');
  }
  return undefined;
}

function findDouble(found: Found): string | undefined {
  const roles = [...found.values()];
  const role = roles.find((one, index) => roles.indexOf(one) !== index);
  if (role === undefined) return undefined;
  return (
    'cannot tell which of ' +
    `${list([...found].flatMap(([spec, own]) => (own === role ? [spec] : [])))} takes the ` +
    `${WORDS[role]}; call the others otherwise when you export the model`
  );
}

function findUnfit(found: Found): string | undefined {
  const [unfit] = [...found].filter(([spec, role]) => !fits(role, spec));
  if (!unfit) return undefined;
  const [{ name }, role] = unfit;
  return (
    `needs the input '${name}' (${WORDS[role]}) to be ` +
    `${role === 'mask' ? 'integers, floats or BOOL' : 'INT64 or INT32'} of shape [-1, -1]`
  );
}

function fits(role: Role, { datatype, shape }: TensorSpec): boolean {
  const ofInts = datatype === 'INT64' || datatype === 'INT32';
  return shape.length === 2 && (ofInts || (role === 'mask' && MASKS.includes(datatype)));
}
const MASKS: readonly Datatype[] = ['FP32', 'FP16', 'FP64', 'BOOL', 'UINT8', 'INT8'];

function list(specs: readonly TensorSpec[]): string {
  return specs.map(({ name }) => `'${name}'`).join(' and ');
}

function describe(inputs: readonly TensorSpec[]): string {
  return inputs
    .map(({ name, datatype, shape }) => `${name} ${datatype}[${shape.join(', ')}]`)
    .join(', ');
}

export interface FillOptions {
  readonly padId: number;
  /** The token of padding, where positions begin after its number. @default - they begin at 0 */
  readonly positionsAfter?: number | undefined;
}

/** Rows of tokens as the model takes them, the shorter ones filled up to `length`. */
export function toTextTensors(
  rows: readonly (readonly PlacedToken[])[],
  length: number,
  options: FillOptions,
  { roles }: TextInputs,
): Tensors {
  const fillers: Partial<Record<Role, number>> = {
    ids: options.padId,
    positions: options.positionsAfter ?? 0,
  };
  return Object.fromEntries(
    roles.map(({ spec: { name, datatype }, role }) => {
      const values = new Float64Array(rows.length * length).fill(fillers[role] ?? 0);
      rows.forEach((row, at) => {
        values.set(READERS[role](row, options), at * length);
      });
      return [
        name,
        {
          datatype,
          shape: [rows.length, length],
          data: toNumbers(values, datatype),
        } satisfies Tensor,
      ];
    }),
  );
}

const READERS: Readonly<
  Record<Role, (row: readonly PlacedToken[], options: FillOptions) => number[]>
> = {
  ids: (row) => row.map(({ id }) => id),
  mask: (row) => row.map(() => 1),
  types: (row) => row.map(({ type }) => type),
  positions: (row, { positionsAfter }) =>
    positionsAfter === undefined ? row.map((_, index) => index) : countFrom(positionsAfter, row),
};

/**
 * As transformers' `create_position_ids_from_input_ids`: tokens of padding have the number of
 * padding, and are not counted.
 */
function countFrom(padding: number, row: readonly PlacedToken[]): number[] {
  let position = padding;
  return row.map(({ id }) => (id === padding ? padding : ++position));
}
