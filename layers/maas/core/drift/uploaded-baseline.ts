import { LIMITS } from '../../contract/limits.ts';
import { MaasError } from '../errors.ts';
import { quote } from '../quote.ts';
import { shortenLabel } from '../tasks/task/shorten-label.ts';
import type { Baseline, VersionName } from './baseline.ts';
import { SketchBuilder, type FeatureCounts } from './sketch.ts';

const NAME = /^(input|output)\../;

/**
 * The baseline of inputs that somebody brings along: JSON lines, one for each input, with values by
 * the names that `GET …/drift` has for them, as `input.age` or `output.label`. What comes from now
 * on is compared with it.
 * @throws MaasError INVALID_REQUEST naming the line
 */
export function toUploadedBaseline(name: VersionName, bytes: Uint8Array, nowMs: number): Baseline {
  const builder = new SketchBuilder();
  const kinds = new Map<string, FeatureCounts['kind']>();
  const lines = Buffer.from(bytes).toString().split('\n');
  for (const [index, text] of lines.entries()) {
    if (text.trim() === '') continue;
    for (const [feature, value] of parseLine(text, index + 1)) {
      const kind = typeof value === 'string' ? 'label' : 'number';
      const known = kinds.get(feature) ?? (value === null ? undefined : kind);
      if (known && value !== null && known !== kind) {
        throw refuse(index + 1, `${quote(feature)} is a ${known} in earlier lines, and no ${kind}`);
      }
      if (known) kinds.set(feature, known);
      if (typeof value === 'string') builder.addLabel(feature, shortenLabel(value));
      else if (value !== null) builder.addNumber(feature, value);
      else if (known === 'number') builder.addNumber(feature, NaN);
    }
  }
  if (kinds.size > LIMITS.watchedFeatures) {
    throw new MaasError(
      'INVALID_REQUEST',
      `A baseline has at most ${LIMITS.watchedFeatures} inputs and outputs; these lines have ` +
        `${kinds.size}. Leave out those that matter least.`,
    );
  }
  const time = new Date(nowMs).toISOString();
  const inputs = builder.countInputs();
  return { ...name, from: time, to: time, inputs, features: builder.toSketch() };
}

function parseLine(text: string, line: number): [string, number | string | null][] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse(line, 'it is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw refuse(line, 'it is no object with values by their names');
  }
  return Object.entries(value).map(([feature, each]: [string, unknown]) => {
    if (!NAME.test(feature)) {
      throw refuse(line, `${quote(feature)} begins with neither "input." nor "output."`);
    }
    if (typeof each === 'boolean') return [feature, Number(each)];
    if (each !== null && typeof each !== 'number' && typeof each !== 'string') {
      throw refuse(line, `${quote(feature)} is neither a number nor a text`);
    }
    return [feature, each];
  });
}

function refuse(line: number, reason: string): MaasError {
  return new MaasError('INVALID_REQUEST', `Line ${line} of the baseline: ${reason}.`);
}
