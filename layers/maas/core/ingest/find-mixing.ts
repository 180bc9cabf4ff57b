import { MaasError } from '../errors.ts';
import { makeText, varyRows } from './made-inputs.ts';
import { getFloats, isFloat, type Floats } from '../tasks/task/floats.ts';
import { runTokens } from '../tasks/text/run-tokens.ts';
import type { TaskChoice, TaskModel } from '../tasks/task/task.ts';
import { findTextConfig } from '../tasks/text/text-config.ts';
import { toRows } from '../tensor-rows.ts';
import type { Signature, Tensors } from '../tensor.ts';
import type { PlacedToken } from '../tokenizer/token.ts';

/**
 * Words of the texts that are asked: some of one length, which run together unpadded, others of up
 * to twice that, which are padded.
 */
const TEXT_WORDS = [1, 1, 2, 3, 4, 4, 8, 11];
const ROWS = 3;
/** Inputs that are asked a second time: of one, dropout may leave out the same twice. */
const REPEATED = 3;
/**
 * The difference that single precision makes where rows are added up in another order; the answers
 * are to be equal within 1e-5.
 */
const TOLERANCE = 2e-5;

/** The result of asking inputs together and one by one. */
export interface Mixing {
  /** An answer depends on what else is in the run. */
  readonly isMixing: boolean;
  /** The same input, asked twice alone, is answered otherwise. */
  readonly isRandom: boolean;
}

/** The numbers of each item's answer. */
type Ask<T> = (items: readonly T[]) => Promise<readonly Float32Array[]>;

const NOTHING: Mixing = { isMixing: false, isRandom: false };

/**
 * Runs longer than this are not asked for again and again: the whole validation has a limit of
 * time.
 */
const SLOW_MS = 5000;

/** @param taken a made-up input that the model took @param runMs how long that run was */
export async function findMixing(
  choice: TaskChoice,
  signature: Signature,
  model: TaskModel,
  taken: Tensors | undefined,
  runMs: number | undefined,
): Promise<Mixing> {
  if (runMs !== undefined && runMs > SLOW_MS) return NOTHING;
  return model.resources.tokenizer
    ? findTextMixing(choice, signature, model)
    : findTensorMixing(taken ?? {}, signature, model);
}

/** Asks a model of texts for made-up ones of several lengths. */
async function findTextMixing(
  { task, config }: TaskChoice,
  signature: Signature,
  model: TaskModel,
): Promise<Mixing> {
  const { tokenizer } = model.resources;
  const outputs = signature.outputs.filter((output) => isFloat(output) && output.shape.length >= 2);
  if (!tokenizer || outputs.length === 0) return NOTHING;
  const text = findTextConfig(config);
  const room =
    Math.min(text?.cutTokens ?? Infinity, text?.mostTokens ?? Infinity) -
    tokenizer.countSpecials(false);
  const texts = TEXT_WORDS.map((words, index) => makeText(tokenizer, Math.min(words, room), index));
  const ask: Ask<readonly PlacedToken[]> = (rows) =>
    runTokens(
      model,
      signature,
      rows,
      { outputs: outputs.map(({ name }) => name) },
      ({ outputs: results, tokens, index, count, length }) =>
        join(
          outputs.map(({ name, shape }) => {
            const values = getFloats(results, name);
            const width = values.length / count;
            const isPerToken = shape.length === 3 || task === 'question-answering';
            return values.subarray(
              index * width,
              index * width + (isPerToken ? tokens.length * (width / length) : width),
            );
          }),
        ),
    );
  return compare(texts, ask);
}

/**
 * Asks a model of tensors whose inputs have a row for each: copies of one that it takes, their
 * numbers varied.
 */
async function findTensorMixing(
  taken: Tensors,
  signature: Signature,
  model: Pick<TaskModel, 'run'>,
): Promise<Mixing> {
  const isOfRows =
    signature.inputs.length > 0 &&
    [...signature.inputs, ...signature.outputs].every(
      ({ shape, anyShape }) => shape[0] === -1 && !anyShape,
    );
  const outputs = signature.outputs.filter(isFloat).map(({ name }) => name);
  const rows = toRows(taken);
  if (!isOfRows || rows.length !== 1 || outputs.length === 0) return NOTHING;
  const tensors = Object.fromEntries(
    Object.entries(taken).map(([name, tensor]) => [name, varyRows(tensor, ROWS)]),
  );
  const ask: Ask<Tensors> = async (items) => {
    const isAll = items.length === ROWS;
    const results = await model.run(isAll ? tensors : (items[0] ?? {}), outputs);
    return items.map((_, row) =>
      join(
        outputs.map((name) => {
          const values = getFloats(results, name);
          const width = values.length / items.length;
          return values.subarray(row * width, (row + 1) * width);
        }),
      ),
    );
  };
  return compare(toRows(tensors), ask);
}

function join(parts: readonly Floats[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A run of several that fails where each alone does not is one that rows do not share either. */
async function compare<T>(items: readonly T[], ask: Ask<T>): Promise<Mixing> {
  const alone: Float32Array[] = [];
  const again: Float32Array[] = [];
  try {
    for (const item of items) alone.push(...(await ask([item])));
    for (const item of items.slice(0, REPEATED)) again.push(...(await ask([item])));
  } catch (error) {
    return orThrow(error, NOTHING);
  }
  if (again.some((numbers, index) => differs(numbers, alone[index]))) {
    return { isMixing: false, isRandom: true };
  }
  try {
    const together = await ask(items);
    return {
      isMixing: together.some((numbers, index) => differs(numbers, alone[index])),
      isRandom: false,
    };
  } catch (error) {
    return orThrow(error, { isMixing: true, isRandom: false });
  }
}

function differs(one: Float32Array | undefined, other: Float32Array | undefined): boolean {
  if (one?.length !== other?.length || !one || !other) return true;
  const most =
    TOLERANCE * other.reduce((greatest, value) => Math.max(greatest, Math.abs(value)), 1);
  return one.some(
    (value, index) =>
      !(Math.abs(value - (other[index] ?? NaN)) <= most) && !Object.is(value, other[index]),
  );
}

function orThrow(error: unknown, mixing: Mixing): Mixing {
  if (error instanceof MaasError) return mixing;
  throw error;
}
