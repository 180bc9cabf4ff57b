import path from 'node:path';
import { RejectionError } from '../errors.ts';
import { quote } from '../quote.ts';
import {
  type ModelProto,
  type TensorProto,
  TensorProto_DataLocation,
} from './generated/onnx_pb.js';
import { countElements, getElementBits } from './tensor-size.ts';
import { walkTensors } from './walk-graph.ts';

/** A smaller file is hardly weights, and may be a pointer of Git LFS. */
export const POINTER_BYTES = 200;

/** The bundle's files by path, with their sizes in bytes. */
export type FileSizes = ReadonlyMap<string, number>;

/**
 * Data that a tensor has in another file: one that the bundle lists, and within it.
 * @throws RejectionError EXTERNAL_DATA_OUTSIDE_BUNDLE, EXTERNAL_DATA_MISSING, TENSOR_EXCEEDS_FILE
 */
export function checkExternalData(tensor: TensorProto, files: FileSizes): void {
  const location = parseLocation(tensor);
  const fileBytes = files.get(location);
  if (fileBytes === undefined) {
    throw new RejectionError(
      'EXTERNAL_DATA_MISSING',
      `The tensor ${quote(tensor.name)} has its data in ${quote(location)}, which the bundle ` +
        `lacks; upload it too. The bundle has ${[...files.keys()].map(quote).join(', ')}.`,
    );
  }
  const claimedBytes = Math.ceil((countElements(tensor) * (getElementBits(tensor) ?? 8)) / 8);
  const offset = parseSize(tensor, 'offset') ?? 0;
  const lengthBytes = parseSize(tensor, 'length') ?? claimedBytes;
  if (offset + lengthBytes <= fileBytes && claimedBytes <= lengthBytes) return;
  const cause =
    fileBytes < POINTER_BYTES
      ? 'may be a pointer of Git LFS: run `git lfs pull` and upload it again'
      : 'may be cut short, or of another model';
  throw new RejectionError(
    'TENSOR_EXCEEDS_FILE',
    `The tensor ${quote(tensor.name)} claims ${Math.max(claimedBytes, lengthBytes)} bytes from ` +
      `byte ${offset} on of ${quote(location)}, which has ${fileBytes}; the file ${cause}.`,
  );
}

/** The files that a checked model has data in, as it names them from its own folder. */
export function findExternalFiles(model: ModelProto): string[] {
  const external = [...walkTensors(model)].filter(
    ({ dataLocation }) => dataLocation === TensorProto_DataLocation.EXTERNAL,
  );
  return [...new Set(external.map(parseLocation))];
}

/**
 * Those of these files that hold data of anything but the graph's own initializers: of graphs
 * inside it, of functions and attributes. For them ONNX Runtime asks ONNX's checker, which refuses
 * a file with more than one name on the disk as "a potential hardlink attack".
 */
export function findNestedExternalFiles(model: ModelProto): string[] {
  const own = new Set(model.graph?.initializer);
  const nested = [...walkTensors(model)].filter(
    (tensor) => tensor.dataLocation === TensorProto_DataLocation.EXTERNAL && !own.has(tensor),
  );
  return [...new Set(nested.map(parseLocation))];
}

/** The path as the bundle lists it. The files are ours to write, so none of them is a link. */
function parseLocation(tensor: TensorProto): string {
  const location = findEntry(tensor, 'location') ?? '';
  const isOutside = /^[/\\]|^[A-Za-z]:|\0/.test(location) || location.split(/[/\\]/).includes('..');
  if (isOutside) {
    throw new RejectionError(
      'EXTERNAL_DATA_OUTSIDE_BUNDLE',
      `The tensor ${quote(tensor.name)} has its data in ${quote(location)}, which is outside ` +
        'of the bundle; save the model with a plain file name for its external data.',
    );
  }
  if (location.includes('\\')) {
    throw new RejectionError(
      'EXTERNAL_DATA_MISSING',
      `The tensor ${quote(tensor.name)} has its data in ${quote(location)}, a path of Windows, ` +
        'which Linux takes for the name of one file; save the model with a plain file name for ' +
        'its external data, and upload that file beside it.',
    );
  }
  return location === '' ? '' : path.posix.normalize(location);
}

function parseSize(tensor: TensorProto, key: 'offset' | 'length'): number | undefined {
  const text = findEntry(tensor, key);
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new RejectionError(
    'TENSOR_EXCEEDS_FILE',
    `The tensor ${quote(tensor.name)} gives ${quote(text)} as the ${key} of its data, which is ` +
      'no number of bytes.',
  );
}

/** An entry given twice is refused: what is checked here might not be what ONNX Runtime takes. */
function findEntry({ name, externalData }: TensorProto, key: string): string | undefined {
  const [entry, ...others] = externalData.filter((candidate) => candidate.key === key);
  if (others.length > 0) {
    throw new RejectionError(
      'EXTERNAL_DATA_OUTSIDE_BUNDLE',
      `The tensor ${quote(name)} names the ${key} of its external data more than once.`,
    );
  }
  return entry?.value;
}
