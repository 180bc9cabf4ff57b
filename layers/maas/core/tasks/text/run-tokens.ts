import { LIMITS } from '../../../contract/limits.ts';
import { MaasError } from '../../errors.ts';
import type { Signature, Tensors } from '../../tensor.ts';
import type { PlacedToken } from '../../tokenizer/token.ts';
import { CallWork } from '../task/call-work.ts';
import { getFloats, type Floats } from '../task/floats.ts';
import { getTokenizer } from './encode-text.ts';
import type { TaskModel } from '../task/task.ts';
import { findTextInputs, toTextTensors, type TextInputs } from './text-inputs.ts';
import { TaskMisfit } from '../task/task-misfit.ts';

/** The outputs of one run, and which of its rows is meant. */
export interface TokensRow {
  readonly outputs: Tensors;
  readonly tokens: readonly PlacedToken[];
  /** Position of the row in the run, of how many, and tokens of each, padding included. */
  readonly index: number;
  readonly count: number;
  readonly length: number;
}

/** An output's numbers for the tokens of a row: as many for each, by its position. */
export interface TokenValues {
  readonly width: number;
  at(position: number): Floats;
}

export function getTokenValues(
  { outputs, index, count, length }: TokensRow,
  output: string,
): TokenValues {
  const values = getFloats(outputs, output);
  const width = values.length / count / length;
  return {
    width,
    at(position) {
      const from = (index * length + position) * width;
      return values.subarray(from, from + width);
    },
  };
}

export interface RunTokensOptions {
  /** Names of the outputs wanted. */
  readonly outputs: readonly string[];
}

/**
 * Runs rows of tokens through a model, those of like length together, the shorter ones padded.
 * @returns what `read` took of each row, in the order of `rows`
 */
export async function runTokens<T>(
  model: TaskModel,
  signature: Signature,
  rows: readonly (readonly PlacedToken[])[],
  { outputs }: RunTokensOptions,
  read: (row: TokensRow) => T,
): Promise<T[]> {
  const inputs = requireTextInputs(signature);
  const { padId } = getTokenizer(model);
  const answers = new Array<T>(rows.length);
  const outputPerToken = Math.max(1, ...outputs.map((name) => countPerToken(signature, name)));
  const batches = toBatches(
    rows,
    inputs,
    Math.min(LIMITS.runTokens, LIMITS.runOutputElements / outputPerToken),
    model.runsAlone === true,
  );
  limitTokens(
    batches.map(
      (batch) =>
        Math.max(batch.length, inputs.batch ?? 0) *
        (inputs.length ?? Math.max(...batch.map((at) => rows[at]?.length ?? 0))),
    ),
    outputPerToken,
  );
  for (const batch of batches) {
    const taken = batch.map((at) => rows[at] ?? []);
    const length = inputs.length ?? Math.max(...taken.map((row) => row.length));
    const missing = Math.max(0, (inputs.batch ?? 0) - taken.length);
    const filled = [...taken, ...new Array<readonly PlacedToken[]>(missing).fill(taken[0] ?? [])];
    const results = await model.run(
      toTextTensors(
        filled,
        length,
        { padId, positionsAfter: model.resources.positionsAfter },
        inputs,
      ),
      outputs,
    );
    batch.forEach((at, index) => {
      answers[at] = read({
        outputs: results,
        tokens: rows[at] ?? [],
        index,
        count: filled.length,
        length,
      });
    });
  }
  return answers;
}

function requireTextInputs(signature: Signature): TextInputs {
  const inputs = findTextInputs(signature);
  if (!(inputs instanceof TaskMisfit)) return inputs;
  throw new MaasError(
    'INTERNAL',
    `The version is recorded as one that reads text, but it ${inputs.reason}.`,
  );
}

/** Numbers that the model gives per token, as far as its signature tells. */
function countPerToken({ outputs }: Signature, wanted: string): number {
  const shape = outputs.find(({ name }) => name === wanted)?.shape ?? [];
  return shape.length === 3 ? (shape[2] ?? 1) : 1;
}

/** @throws MaasError PAYLOAD_TOO_LARGE */
function limitTokens(batches: readonly number[], outputPerToken: number): void {
  const work = new CallWork();
  for (const tokens of batches) {
    work.add('tokens', tokens);
    work.add('outputs', tokens * outputPerToken);
  }
}

/**
 * Positions of the rows that run together: of like length, and of one length where the model cannot
 * be told what is padding.
 */
function toBatches(
  rows: readonly (readonly PlacedToken[])[],
  { batch, length: fixed, canPad }: TextInputs,
  mostTokens: number,
  runsAlone: boolean,
): number[][] {
  if (runsAlone) return rows.map((_, at) => [at]);
  const lengthOf = (at: number): number => rows[at]?.length ?? 0;
  const batches: number[][] = [];
  let shortest = 0;
  for (const at of rows.map((_, index) => index).sort((a, b) => lengthOf(a) - lengthOf(b))) {
    const last = batches.at(-1);
    const length = fixed ?? lengthOf(at);
    const fits =
      last !== undefined &&
      last.length < (batch ?? Infinity) &&
      (last.length + 1) * length <= mostTokens &&
      (lengthOf(at) === shortest || (canPad && lengthOf(at) <= 2 * shortest));
    if (fits) last.push(at);
    else {
      batches.push([at]);
      shortest = lengthOf(at);
    }
  }
  return batches;
}
