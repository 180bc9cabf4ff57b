import { loadTask } from '../tasks/load-task.ts';
import { prepareTask } from '../tasks/prepare-task.ts';
import { MaasError, RejectionError } from '../errors.ts';
import { BlobReader } from '../protocol/blob-reader.ts';
import { decodeInferRequest } from '../protocol/infer-request.ts';
import { encodeInferResponse } from '../protocol/infer-response.ts';
import { isJsonObject, type JsonObject } from '../json/json-object.ts';
import { parseJson } from '../json/lossless-json.ts';
import { describePlace } from '../protocol/tensor-json.ts';
import type { TaskChoice, TaskContext, TaskModel } from '../tasks/task/task.ts';
import { quote } from '../quote.ts';
import { DEFAULT_TOLERANCE, findDifference } from './find-difference.ts';

/**
 * Runs the samples that a bundle brings, one JSON object a line, through the same code that will
 * serve it.
 * @returns how many there were
 * @throws RejectionError SAMPLES_INVALID, SAMPLES_DIFFER
 */
export async function runSamples(
  text: string,
  context: TaskChoice & TaskContext,
  model: TaskModel,
): Promise<number> {
  let passed = 0;
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const place = `Line ${index + 1} of samples.jsonl`;
    const { input, output, tolerance } = parseSample(line, place);
    const answer = await ask(input, context, model, place);
    const isOne = Array.isArray(answer) && !Array.isArray(output);
    const difference = findDifference(
      normalise(output),
      normalise(isOne ? answer[0] : answer),
      tolerance,
    );
    if (difference !== undefined) {
      throw new RejectionError(
        'SAMPLES_DIFFER',
        `${place}: the model's answer differs: ${namePlace(difference, answer)}.`,
      );
    }
    passed++;
  }
  return passed;
}

interface Sample {
  readonly input: unknown;
  readonly output: unknown;
  readonly tolerance: number;
}

function parseSample(line: string, place: string): Sample {
  let sample: unknown;
  try {
    sample = parseJson(Buffer.from(line));
  } catch (error) {
    throw new RejectionError(
      'SAMPLES_INVALID',
      `${place} cannot be read: ${(error as Error).message}`,
      { cause: error },
    );
  }
  const { input, output, tolerance = DEFAULT_TOLERANCE } = isJsonObject(sample) ? sample : {};
  if (input === undefined || output === undefined) {
    throw new RejectionError(
      'SAMPLES_INVALID',
      `${place} must be {"input": …, "output": …, "tolerance"?: …}; got ${quote(line)}.`,
    );
  }
  if (typeof tolerance !== 'number' || !(tolerance >= 0 && Number.isFinite(tolerance))) {
    throw new RejectionError(
      'SAMPLES_INVALID',
      `${place} has a tolerance that is not a number from 0 on: ${quote(tolerance)}.`,
    );
  }
  return { input, output, tolerance };
}

async function ask(
  input: unknown,
  context: TaskChoice & TaskContext,
  model: TaskModel,
  place: string,
): Promise<unknown> {
  try {
    return isInferRequest(input)
      ? await askForTensors(input, context, model)
      : (await prepareTask({ ...context, task: await loadTask(context.task) }, input)(model)).body;
  } catch (error) {
    if (!(error instanceof MaasError)) throw error;
    throw new RejectionError(
      error.code === 'MODEL_REFUSED_INPUT' ? 'SAMPLES_DIFFER' : 'SAMPLES_INVALID',
      `${place}: its input is refused: ${error.message}`,
      { cause: error },
    );
  }
}

/**
 * The Open Inference Protocol's shape: its inputs are tensors, those of Hugging Face's shape are
 * not.
 */
function isInferRequest(input: unknown): input is JsonObject {
  return (
    isJsonObject(input) &&
    Array.isArray(input.inputs) &&
    input.inputs.every((tensor) => isJsonObject(tensor) && 'datatype' in tensor)
  );
}

async function askForTensors(
  input: JsonObject,
  { signature }: TaskContext,
  model: TaskModel,
): Promise<unknown> {
  const { inputs, outputs: wanted } = decodeInferRequest(
    input,
    new BlobReader(new Uint8Array(0)),
    signature,
  );
  const outputs = await model.run(
    inputs,
    wanted.map(({ name }) => name),
  );
  const { body } = encodeInferResponse(
    { model: '', version: 1, outputs },
    wanted.map(({ name }) => ({ name, isBinary: false })),
  );
  return parseJson(Buffer.concat(typeof body === 'string' ? [Buffer.from(body)] : body));
}

/** A place in a tensor's flat data as one in the tensor. */
function namePlace(difference: string, answer: unknown): string {
  return difference.replace(
    /^output\.outputs\.(.*)\.data\[(\d+)\]/,
    (_, name: string, index: string) =>
      `output ${quote(name)}${describePlace(findShape(answer, name), Number(index))}`,
  );
}

function findShape(answer: unknown, name: string): readonly number[] {
  const outputs =
    isJsonObject(answer) && Array.isArray(answer.outputs)
      ? answer.outputs.filter(isJsonObject)
      : [];
  const shape = outputs.find((output) => output.name === name)?.shape;
  return Array.isArray(shape) ? shape.map(Number) : [];
}

/** Tensors by their names and their data flat, so that neither order nor nesting counts. */
function normalise(answer: unknown): unknown {
  if (!isJsonObject(answer) || !Array.isArray(answer.outputs)) return answer;
  return {
    outputs: Object.fromEntries(
      answer.outputs.filter(isJsonObject).map(({ name, datatype, shape, data }) => [
        String(name),
        {
          ...(datatype === undefined ? {} : { datatype }),
          ...(shape === undefined ? {} : { shape }),
          data: Array.isArray(data) ? data.flat(Infinity) : data,
        },
      ]),
    ),
  };
}
