import { LIMITS } from '../../contract/limits.ts';
import type { PredictionFacts } from '../monitoring/observe-prediction.ts';
import type { BundleRecord } from '../registry/records.ts';
import { findColumns } from '../tasks/tabular/table-config.ts';
import type { Predicted } from '../tasks/task/predicted.ts';
import { shortenLabel } from '../tasks/task/shorten-label.ts';
import type { Tensor, Tensors } from '../tensor.ts';
import type { SketchBuilder } from './sketch.ts';

/** Names that models of texts have for what is no value but a place in a vocabulary or a text. */
const TOKENS = /(^|_)(ids|tokens|mask|positions|segments)(:\d+)?$/i;
const MASK = /mask/i;

/**
 * Counts what one prediction was given and what it answered: labels and their scores, values, and
 * each number that went into the model; of texts how long they are, of pictures how bright. No text
 * is counted by what it says.
 */
export function countFeatures(
  { predicted, runs = [], bundle }: Pick<PredictionFacts, 'predicted' | 'runs' | 'bundle'>,
  sketch: SketchBuilder,
): void {
  for (const answer of predicted?.answers ?? []) countAnswer(answer, sketch);
  let rowsLeft = Math.min(predicted?.inputs ?? Infinity, LIMITS.watchedRows);
  for (const run of runs) {
    const rows = Math.min(rowsLeft, countRows(run)); // a run may be filled up to a fixed size
    countRun(run, rows, bundle, sketch);
    rowsLeft -= rows;
  }
}

function countAnswer(answer: Predicted, sketch: SketchBuilder): void {
  switch (answer.kind) {
    case 'label':
      sketch.addLabel('output.label', shortenLabel(answer.label));
      if (answer.score !== undefined) sketch.addNumber('output.score', answer.score);
      break;
    case 'labels':
      for (const [name, label] of Object.entries(answer.labels)) {
        sketch.addLabel(`output.label:${name}`, shortenLabel(label));
      }
      break;
    case 'values':
      for (const [name, value] of Object.entries(answer.values)) {
        sketch.addNumber(`output.${name}`, value);
      }
  }
}

function countRows(run: Tensors): number {
  return Math.min(...Object.values(run).map(({ shape }) => shape[0] ?? 1));
}

function countRun(
  run: Tensors,
  rows: number,
  bundle: BundleRecord | undefined,
  sketch: SketchBuilder,
): void {
  const columns = findColumns(bundle?.config);
  const isText = Object.keys(run).some((name) => TOKENS.test(name));
  let place = 0;
  for (const [name, tensor] of Object.entries(run)) {
    const [total = 1, ...inner] = tensor.shape;
    const width = tensor.data.length / total;
    const isTable = inner.length <= 1;
    if (isText) {
      if (MASK.test(name) || Object.keys(run).length === 1) countTokens(name, tensor, rows, sketch);
    } else if (isTable && tensor.datatype !== 'FP16') {
      const names = Array.from(
        { length: Math.min(width, LIMITS.watchedFeatures) },
        (_, index) => columns[place + index] ?? (width === 1 ? name : `${name}[${index}]`),
      );
      countTable(tensor, rows, names, sketch);
    } else if (tensor.datatype !== 'FP16') {
      countSignal(name, tensor, rows, sketch);
    }
    place += width;
  }
}

/** Counts texts by their length in tokens. */
function countTokens(name: string, tensor: Tensor, rows: number, sketch: SketchBuilder): void {
  const width = tensor.data.length / (tensor.shape[0] ?? 1);
  for (let row = 0; row < rows; row++) {
    let tokens = MASK.test(name) ? 0 : width;
    for (let at = 0; MASK.test(name) && at < width; at++) {
      tokens += Number(tensor.data[row * width + at]);
    }
    sketch.addNumber('input.tokens', tokens);
  }
}

/** Each column by itself; of texts their length. */
function countTable(
  { data, shape: [total = 1] }: Tensor,
  rows: number,
  names: readonly string[],
  sketch: SketchBuilder,
): void {
  const width = data.length / total;
  for (let row = 0; row < rows; row++) {
    for (const [index, name] of names.entries()) {
      const value = data[row * width + index];
      if (typeof value === 'string') sketch.addNumber(`input.${name}.length`, value.length);
      else sketch.addNumber(`input.${name}`, Number(value));
    }
  }
}

/** Pictures, series, sounds: their mean and how far their values are from it. */
function countSignal(name: string, tensor: Tensor, rows: number, sketch: SketchBuilder): void {
  if (Array.isArray(tensor.data)) return;
  const data = tensor.data as Exclude<Tensor['data'], readonly string[]>;
  const width = data.length / (tensor.shape[0] ?? 1);
  for (let row = 0; row < rows; row++) {
    let [total, squares] = [0, 0];
    for (let at = row * width; at < (row + 1) * width; at++) {
      const value = Number(data[at]);
      total += value;
      squares += value * value;
    }
    const mean = total / width;
    sketch.addNumber(`input.${name}.mean`, mean);
    sketch.addNumber(
      `input.${name}.deviation`,
      Math.sqrt(Math.max(0, squares / width - mean * mean)),
    );
  }
}
