import type { OutputFunction } from '../../onnx/output-functions.ts';
import { readPipelineFunction } from '../find-scoring.ts';
import { findLabels } from '../label-files.ts';
import type { BundleFacts } from '../task.ts';
import type { ClassifierForm } from './classifier-form.ts';
import { judgeColumns, readMeasuredFloats } from './judge-scores.ts';
import type { SeenOutput } from './seen-outputs.ts';

type NetworkFunction = OutputFunction['name'] | 'none';

/**
 * How a network without a label output tells classes: by one output with a number per class, as `labels.txt` or the graph's end say.
 * @returns a sentence where nothing says that its numbers are those of classes
 */
export function findNetworkForm(scores: readonly SeenOutput[], bundle: BundleFacts): ClassifierForm | string {
  const [score, ...others] = scores;
  const names = findLabels({ ...bundle, labels: undefined });
  const width = score?.place.width ?? names?.length;
  if (!score || others.length > 0 || width === undefined) return 'needs a label output (strings or INT64) and a score output (FP32 or FP64, one column per class), or one output with a number per class';
  const end = findEnd(score, bundle);
  if (!names && end === 'none') return 'needs a label output (strings or INT64) and a score output (FP32 or FP64, one column per class), or a labels.txt that names the classes of its numbers';
  const place = score.place;
  const indices = Array.from({ length: Math.max(width, 2) }, (_, index) => index);
  if (isOfTags(end, width, names, bundle)) return { kind: 'tags', scores: place, tags: indices.slice(0, width), meaning: 'probability', ...(end === 'none' ? { function: 'sigmoid' } : end.startsWith('log') ? { function: 'exp' } : {}) };
  const form = { kind: 'classes', scores: [place], classes: indices, meaning: 'probability' } as const;
  if (width === 1) return { ...form, isSingle: true, ...(end === 'none' ? { function: 'sigmoid' } : end.startsWith('log') ? { function: 'exp' } : {}) };
  return { ...form, ...(end === 'none' ? { function: 'softmax' } : end.startsWith('log') ? { function: 'exp' } : {}) };
}

/** What the graph ends with; where it cannot be followed, columns that are probabilities in every row of the run. */
function findEnd({ spec, measured }: SeenOutput, { outputFunctions }: BundleFacts): NetworkFunction {
  const made = outputFunctions?.[spec.name]?.name;
  if (made) return made;
  return measured && measured.width > 1 && judgeColumns(readMeasuredFloats(measured)) === 'probability' ? 'softmax' : 'none';
}

/** Several numbers that each speak for themselves; one number is a tag of its own only where it has one name. */
function isOfTags(end: NetworkFunction, width: number, names: readonly unknown[] | undefined, bundle: BundleFacts): boolean {
  if (width === 1) return names?.length === 1;
  if (end !== 'none') return end.endsWith('sigmoid');
  return readPipelineFunction(bundle, width) === 'sigmoid';
}
