import { LIMITS } from '../../contract/limits.ts';
import { RejectionError } from '../errors.ts';
import { quote } from '../quote.ts';
import { findPathFault } from '../bundle-path.ts';
import { type StringStringEntryProto, StringStringEntryProtoSchema } from './generated/onnx_pb.js';
import type { ModelHeader } from './model-header.ts';
import { fillCuts } from './read-attribute.ts';

/** Keys of `metadata_props` that are files: `maas:tokenizer.json`. */
const PREFIX = 'maas:';
/** Keys of Ultralytics' exporter: files of the same names, where a model has the first three. */
const ULTRALYTICS = ['names', 'task', 'imgsz', 'stride'];

/**
 * Text files that travel inside the model, by path, taken out of its metadata: one file can be a
 * whole bundle.
 * @throws RejectionError INVALID_PATH, TOO_LARGE
 */
export function takeCarriedFiles(header: ModelHeader): ReadonlyMap<string, string> {
  const { model, file } = header;
  const files = new Map<string, string>();
  let left: number = LIMITS.carriedFilesBytes;
  for (const entry of model.metadataProps.filter(isFile)) {
    const path = entry.key.slice(PREFIX.length);
    const fault = findPathFault(path) ?? (files.has(path) ? 'it is there twice' : undefined);
    if (fault !== undefined) {
      throw new RejectionError(
        'INVALID_PATH',
        `The model's metadata carries a file as ${quote(path)}, which is not a path inside a ` +
          `bundle: ${fault}.`,
      );
    }
    const { value } = fillCuts(StringStringEntryProtoSchema, entry, file, left) ?? {};
    if (value === undefined) {
      throw new RejectionError(
        'TOO_LARGE',
        `The files in the model's metadata have more than ${LIMITS.carriedFilesBytes} bytes; ` +
          'upload them beside the model.',
      );
    }
    left -= value.length;
    files.set(path, value);
  }
  for (const [path, text] of readUltralytics(header)) if (!files.has(path)) files.set(path, text);
  model.metadataProps = model.metadataProps.filter((entry) => !isFile(entry));
  return files;
}

function isFile({ key }: StringStringEntryProto): boolean {
  return key.startsWith(PREFIX);
}

/** @see https://github.com/ultralytics/ultralytics/blob/main/ultralytics/engine/exporter.py */
function readUltralytics({ model, file }: ModelHeader): ReadonlyMap<string, string> {
  const entries = model.metadataProps.filter(({ key }) => ULTRALYTICS.includes(key));
  const texts = new Map(
    entries.map((entry) => [
      entry.key,
      fillCuts(StringStringEntryProtoSchema, entry, file, LIMITS.carriedFilesBytes)?.value ?? '',
    ]),
  );
  return ULTRALYTICS.slice(0, 3).every((key) => texts.has(key)) ? texts : new Map();
}
