import {
  isEither,
  isFlag,
  isListOf,
  isNullable,
  isNumber,
  isOneOf,
  isOptional,
  isShape,
  isText,
  isTrue,
} from '../json/guards.ts';
import { isJsonObject } from '../json/json-object.ts';
import { BOOSTER_FIELDS } from '../convert/ensemble/booster-source.ts';
import type { FileRanges } from '../file-ranges.ts';
import { isScoring } from '../tasks/scores/scoring.ts';
import { TASK_NAMES } from '../tasks/task/task.ts';
import { DATATYPES, type Signature, type TensorSpec } from '../tensor.ts';
import type { BundleRecord, FileRecord, OptimizedRecord, ParityRecord } from './records.ts';

const FILE = {
  ownCopy: isOptional(isTrue),
  isSource: isOptional(isTrue),
  path: isText,
  bytes: isNumber,
  sha256: isText,
  ranges: isOptional(isShape<FileRanges>({ bytes: isNumber, crc32: isListOf(isNumber) })),
};
export const isFile = isShape<FileRecord>(FILE);
const isTensors = isListOf(
  isShape<TensorSpec>({
    name: isText,
    datatype: isOneOf(DATATYPES),
    shape: isListOf(isNumber),
    anyShape: isOptional(isTrue),
  }),
);
export const isBundle = isShape<BundleRecord>({
  files: isListOf(isFile),
  entry: isText,
  optimized: isOptional(
    isShape<OptimizedRecord>({ ...FILE, build: isText, leaves: isListOf(isText) }),
  ),
  parity: isOptional(
    isShape<ParityRecord>({
      framework: isText,
      recipe: isText,
      equal: isFlag,
      rows: isNumber,
      flipped: isOptional(isNumber),
      labels: isOptional(isNumber),
      tolerance: isNumber,
      greatest: isNullable(isNumber),
    }),
  ),
  convertedFrom: isOptional(
    isShape<NonNullable<BundleRecord['convertedFrom']>>({ ...BOOSTER_FIELDS, path: isText }),
  ),
  signature: isShape<Signature>({ inputs: isTensors, outputs: isTensors }),
  task: isOneOf(TASK_NAMES),
  labels: isOptional(isListOf(isEither(isText, isNumber))),
  isParallel: isOptional(isTrue),
  runsAlone: isOptional(isTrue),
  notes: isOptional(isListOf(isText)),
  scoring: isOptional(isScoring),
  config: isOptional(isJsonObject),
  settingsFile: isOptional(isText),
  labelCount: isOptional(isNumber),
});
