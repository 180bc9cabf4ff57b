import { LIMITS } from '../../contract/limits.ts';
import { RejectionError } from '../errors.ts';
import { quote } from '../quote.ts';
import type { BundleRecord, ValidationRecord } from '../registry/records.ts';
import { findPath } from './tasks/bundle/bundle-texts.ts';
import type { TaskChoice } from '../tasks/task/task.ts';
import type { Signature } from '../tensor.ts';

type Texts = ReadonlyMap<string, string>;

/** The file that each of a task's settings comes from, where it is one. */
const SOURCES: Readonly<Record<string, string>> = {
  columns: 'columns.txt',
  prompts: 'config_sentence_transformers.json',
  processor: 'preprocessor_config.json',
};

/**
 * Refuses what a model and its files would bring into a version's record when that is too large:
 * every list of versions reads it.
 * @param entry the model's file
 * @throws RejectionError TOO_LARGE, naming the file
 */
export function limitChoice(
  { labels = [], config = {} }: TaskChoice,
  signature: Signature,
  texts: Texts,
  entry: string,
): void {
  const labelsFile = quote(findLabelFile(texts) ?? entry);
  if (labels.length > LIMITS.labels) {
    throw new RejectionError(
      'TOO_LARGE',
      `${labelsFile} names ${labels.length} labels; the limit is ${LIMITS.labels}.`,
    );
  }
  const labelBytes = measure(labels);
  if (labelBytes > LIMITS.settingsBytes) {
    throw new RejectionError(
      'TOO_LARGE',
      `The labels of ${labelsFile} have ${labelBytes} bytes; the limit is ${LIMITS.settingsBytes}.`,
    );
  }
  const tensors = signature.inputs.length + signature.outputs.length;
  requireSmall(
    measure(signature),
    `the names and shapes of its ${tensors} inputs and outputs`,
    entry,
  );
  for (const [key, value] of Object.entries(config)) {
    requireSmall(measure(value), quote(key), findSource(key, texts) ?? entry, LIMITS.settingsBytes);
  }
}

/** The same for all of a record together. @throws RejectionError TOO_LARGE */
export function limitRecord(bundle: BundleRecord, { notes }: ValidationRecord): void {
  const { files, signature, labels, config, entry } = bundle;
  const parts = {
    'the list of its files': files,
    'its signature': signature,
    'its labels': labels,
    'its settings': config,
    'its notes': [bundle.notes, notes],
  };
  const sizes = Object.entries(parts).map(([name, value]) => [name, measure(value)] as const);
  const total = sizes.reduce((sum, [, sizeBytes]) => sum + sizeBytes, 0);
  const [largest, largestBytes] = sizes.reduce((most, part) => (part[1] > most[1] ? part : most));
  if (total > LIMITS.recordBytes) {
    requireSmall(total, `among other things ${largest} (${largestBytes} bytes)`, entry);
  }
}

function requireSmall(
  sizeBytes: number,
  what: string,
  path: string,
  most: number = LIMITS.recordBytes,
): void {
  if (sizeBytes <= most) return;
  throw new RejectionError(
    'TOO_LARGE',
    `${quote(path)} brings ${sizeBytes} bytes into what is kept of the version, ${what}; ` +
      `the limit is ${most}. Shorten it.`,
  );
}

function measure(value: unknown): number {
  return value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value));
}

function findLabelFile(texts: Texts): string | undefined {
  const config = findPath(texts, 'config.json');
  return (
    findPath(texts, 'labels.txt') ??
    (config !== undefined && texts.get(config)?.includes('"id2label"') ? config : undefined)
  );
}

/**
 * Finds, for a setting that is made of several files, the largest of the small ones that tell about
 * a model.
 */
function findSource(key: string, texts: Texts): string | undefined {
  const known = findPath(texts, SOURCES[key] ?? '');
  const configs = [...texts].filter(
    ([path]) => path.endsWith('config.json') || path.endsWith('labels.txt'),
  );
  return known ?? configs.sort(([, a], [, b]) => b.length - a.length)[0]?.[0];
}
