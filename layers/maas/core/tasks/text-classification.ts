import { z } from 'zod';
import { parseBody } from './parse-body.ts';
import type { Task, TaskAnswer, TaskContext, TaskRecord } from './task.ts';
import type { Tensor, TensorSpec, Tensors } from '../tensor.ts';
import { MaasError } from '../errors.ts';

const Text = z.string().refine((text) => text.isWellFormed() && !text.includes('\0'), 'must be valid Unicode without U+0000');

const Body = z.strictObject({
  text: z.union([Text, z.array(Text).min(1)]).describe('One text, or a list of texts.'),
  scores: z.boolean().optional().describe('Adds a number per class, `score:<class>`, to each record.'),
});

/** The outputs that scikit-learn's classifiers have: the label per text, and a score per text and class. */
interface Outputs {
  readonly label: TensorSpec;
  readonly scores: TensorSpec;
}

/** Classifiers that read text themselves (scikit-learn pipelines): one input of strings, a label and scores as outputs. */
export const textClassification: Task = {
  name: 'text-classification',

  findMisfit({ signature }) {
    const [input, ...others] = signature.inputs;
    if (!input || others.length > 0 || input.datatype !== 'BYTES') return 'text-classification needs a model with one input, of strings';
    if (!isColumn(input)) return `text-classification needs an input of shape [-1] or [-1, 1]; '${input.name}' has [${input.shape.join(', ')}]`;
    if (!findOutputs({ signature })) return 'text-classification needs a label output (strings or INT64) and a score output (FP32 or FP64, one column per class)';
    return undefined;
  },

  prepare(body, context) {
    const { text, scores: withScores = false } = parseBody(Body, body);
    const texts = typeof text === 'string' ? [text] : text;
    const outputs = findOutputs(context);
    const [input] = context.signature.inputs;
    if (!outputs || !input) throw new MaasError('INTERNAL', 'The version is recorded as text-classification, but its signature is none.');
    return {
      inputs: { [input.name]: { datatype: 'BYTES', shape: input.shape.length === 1 ? [texts.length] : [texts.length, 1], data: texts } },
      outputs: [outputs.label.name, outputs.scores.name],
      answer: (results) => toAnswer(results, outputs, texts.length, withScores ? context.labels : undefined),
    };
  },
};

function isColumn({ shape }: TensorSpec): boolean {
  return shape[0] === -1 && (shape.length === 1 || (shape.length === 2 && (shape[1] === 1 || shape[1] === -1)));
}

function findOutputs({ signature: { outputs } }: Pick<TaskContext, 'signature'>): Outputs | undefined {
  if (outputs.length !== 2) return undefined;
  const label = outputs.find(({ datatype }) => datatype === 'BYTES' || datatype === 'INT64');
  const scores = outputs.find(({ datatype, shape }) => (datatype === 'FP32' || datatype === 'FP64') && shape.length === 2);
  return label && scores ? { label, scores } : undefined;
}

function toAnswer(results: Tensors, outputs: Outputs, count: number, classes: TaskContext['labels']): TaskAnswer {
  const labels = requireOutput(results, outputs.label.name);
  const scores = requireOutput(results, outputs.scores.name);
  const width = scores.data.length / count;
  const best: number[] = [];
  const records = Array.from({ length: count }, (_, row): TaskRecord => {
    const rowScores = Array.from({ length: width }, (_, column) => Number(scores.data[row * width + column]));
    const score = Math.max(...rowScores);
    best.push(score);
    return { label: toJson(labels.data[row]), score, ...nameScores(rowScores, classes) };
  });
  return { records, scores: best };
}

function nameScores(scores: readonly number[], classes: TaskContext['labels']): TaskRecord {
  return Object.fromEntries((classes ?? []).map((name, column) => [`score:${name}`, scores[column] ?? null]));
}

/** INT64 labels stay numbers where a number can hold them. */
function toJson(label: string | number | bigint | undefined): string | number | bigint {
  if (typeof label === 'bigint' && Number.isSafeInteger(Number(label))) return Number(label);
  return label ?? '';
}

function requireOutput(results: Tensors, name: string): Tensor {
  const tensor = results[name];
  if (!tensor) throw new MaasError('INTERNAL', `The model gave no output '${name}'.`);
  return tensor;
}
