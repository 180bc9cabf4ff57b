import { RejectionError } from '../../../errors.ts';
import type { Targets } from '../../../tasks/tabular/targets.ts';
import { TaskMisfit } from '../../../tasks/task/task-misfit.ts';
import type { BundleFacts } from '../bundle/bundle-facts.ts';
import { findPath } from '../bundle/bundle-texts.ts';
import { findLabels } from '../bundle/label-files.ts';
import {
  describeOutputs,
  isScoreOutput,
  listSeenOutputs,
  type SeenOutput,
} from './seen-outputs.ts';

/**
 * @returns a misfit where an output is not of numbers, or not of so many per row
 * @throws RejectionError TASK_MISMATCH where labels.txt names another number of targets
 */
export function findTargets(bundle: BundleFacts): Targets | TaskMisfit {
  const seen = listSeenOutputs(bundle);
  const isOfNumbers =
    seen.length > 0 && seen.every((output) => isScoreOutput(output) && rankOf(output) <= 2);
  const isWhole = seen.every(({ place }) => Number.isInteger(place.width ?? 1));
  if (!isOfNumbers || !isWhole || seen.length < bundle.signature.outputs.length) {
    return new TaskMisfit(
      'tabular-regression needs outputs of numbers alone, FP32 or FP64 of shape [-1, 1] or ' +
        `[-1, targets]; the model's are ${describeAll(bundle, seen)}`,
    );
  }
  const probability = seen.find(({ spec }) => bundle.outputFunctions?.[spec.name] !== undefined);
  if (probability && findPath(bundle.texts, 'labels.txt') !== undefined) {
    const end = bundle.outputFunctions?.[probability.spec.name]?.name ?? '';
    return new TaskMisfit(
      `labels.txt names classes, and '${probability.spec.name}' ends in ${end}, which is not ` +
        `over its numbers per row; export the model with ${end} over its last axis`,
    );
  }
  const outputs = seen.map(({ place }) => ({ ...place, width: place.width ?? 1 }));
  return { outputs, names: nameTargets(outputs, bundle) };
}

function rankOf({ measured, spec }: SeenOutput): number {
  return (measured?.tensor.shape ?? spec.shape).length;
}

function describeAll({ signature, measured }: BundleFacts, seen: readonly SeenOutput[]): string {
  const others = signature.outputs.filter(
    ({ name }) => !seen.some(({ spec }) => spec.name === name),
  );
  const rest = others.map(
    ({ name, datatype }) =>
      `'${name}' ${datatype} without a place for each of ${measured?.rows ?? 0} rows`,
  );
  return [...(seen.length > 0 ? [describeOutputs(seen)] : []), ...rest].join(', ');
}

function nameTargets(outputs: Targets['outputs'], bundle: BundleFacts): string[] {
  const count = outputs.reduce((sum, { width }) => sum + width, 0);
  const names = findPath(bundle.texts, 'labels.txt') === undefined ? undefined : findLabels(bundle);
  if (names && names.length !== count) {
    throw new RejectionError(
      'TASK_MISMATCH',
      `labels.txt names ${names.length} targets, and the model gives ${count} ` +
        `${count === 1 ? 'number' : 'numbers'} per row; write one name a line, in the order of ` +
        'the numbers.',
    );
  }
  if (count === 1) return ['value'];
  if (names) return names.map((name) => `value:${name}`);
  return outputs.flatMap(({ name, width }) => {
    const prefix = outputs.length === 1 ? 'value' : `value:${name}`;
    return width === 1 && outputs.length > 1
      ? [prefix]
      : Array.from({ length: width }, (_, index) => `${prefix}:${index}`);
  });
}
