import {
  create,
  type DescField,
  type DescMessage,
  fromBinary,
  ScalarType,
  toBinary,
} from '@bufbuild/protobuf';
import { LIMITS } from '../../contract/limits.ts';
import { RejectionError } from '../errors.ts';
import type { FileBytes } from '../ports/model-runtime.ts';
import {
  AttributeProtoSchema,
  type Cut,
  CutSchema,
  type ModelProto,
  ModelProtoSchema,
  StringStringEntryProtoSchema,
  TensorProtoSchema,
} from './generated/onnx_pb.js';
import { WIRE_TYPE, type WireField, WireReader } from './wire-reader.ts';
import { WireWriter } from './wire-writer.ts';

/**
 * A model's graph without its weights: what is large was left in the file, and stands as `Cut`
 * where it was.
 */
export interface ModelHeader {
  readonly model: ModelProto;
  readonly file: FileBytes;
}

/** Number of the field that stands in for what was cut out. No version of ONNX has it. */
export const CUT_FIELD = TensorProtoSchema.field.cut.number;

/**
 * Values that can be large, by the message that holds them. A message below `CUT_BYTES` keeps them.
 */
const LARGE_FIELDS: Readonly<Record<string, readonly number[]>> = {
  [TensorProtoSchema.typeName]: (
    [
      'floatData',
      'int32Data',
      'stringData',
      'int64Data',
      'rawData',
      'doubleData',
      'uint64Data',
    ] as const
  ).map((name) => TensorProtoSchema.field[name].number),
  [AttributeProtoSchema.typeName]: (['s', 'floats', 'ints', 'strings'] as const).map(
    (name) => AttributeProtoSchema.field[name].number,
  ),
  [StringStringEntryProtoSchema.typeName]: [StringStringEntryProtoSchema.field.value.number],
};
const CUT_BYTES = 1024;

/** Messages inside messages: ONNX Runtime's own parser takes no more. */
const NESTING = 100;

/**
 * Reads a model of any size up to 2 GiB in memory bounded by `LIMITS`, before anything else looks
 * at it.
 * @throws RejectionError EMPTY_FILE, NOT_ONNX, TOO_LARGE
 */
export function readModelHeader(file: FileBytes): ModelHeader {
  if (file.sizeBytes === 0) throw new RejectionError('EMPTY_FILE', 'The model file is empty.');
  if (file.sizeBytes > LIMITS.modelFileBytes) {
    throw new RejectionError(
      'TOO_LARGE',
      `The model file has ${file.sizeBytes} bytes, and ONNX allows ${LIMITS.modelFileBytes}; ` +
        'save its weights as external data.',
    );
  }
  const model = decode(new HeaderReader(file).read());
  if (!model.graph) {
    throw new RejectionError('NOT_ONNX', 'The file is not an ONNX model: it has no graph.');
  }
  return { model, file };
}

/** A field may still be written as another type than ONNX gives it. */
function decode(header: Uint8Array): ModelProto {
  try {
    return fromBinary(ModelProtoSchema, header);
  } catch (error) {
    throw new RejectionError(
      'NOT_ONNX',
      'The file is not an ONNX model, though it is of Protocol Buffers, as tensors and graphs ' +
        `alone are, and models of others: ${(error as Error).message}. Upload what ` +
        'onnx.save(model, "model.onnx") writes.',
      { cause: error },
    );
  }
}

class HeaderReader {
  readonly #file: FileBytes;
  readonly #reader: WireReader;
  readonly #header = new WireWriter();
  #values = 0;

  constructor(file: FileBytes) {
    this.#file = file;
    this.#reader = new WireReader(file);
  }

  read(): Uint8Array {
    this.#copyMessage(ModelProtoSchema, 0, this.#file.sizeBytes, 0);
    return this.#header.finish();
  }

  #copyMessage(schema: DescMessage, start: number, end: number, depth: number): void {
    if (depth > NESTING) {
      throw new RejectionError(
        'TOO_LARGE',
        `The model's graphs are nested more than ${NESTING} messages deep, which ONNX Runtime ` +
          'does not read.',
      );
    }
    const large = end - start > CUT_BYTES ? LARGE_FIELDS[schema.typeName] : undefined;
    let cut: Cut | undefined;
    for (const field of this.#reader.fields(start, end)) {
      if (field.number === CUT_FIELD) {
        throw new RejectionError(
          'NOT_ONNX',
          `The model has a field of the number ${CUT_FIELD}, which ONNX does not have.`,
        );
      }
      if (cut && cut.field !== field.number) {
        this.#writeCut(cut);
        cut = undefined;
      }
      if (large?.includes(field.number)) cut = extend(cut, field);
      else {
        this.#copyField(
          schema.fields.find(({ number }) => number === field.number),
          field,
          depth,
        );
      }
    }
    if (cut) this.#writeCut(cut);
  }

  #copyField(schema: DescField | undefined, field: WireField, depth: number): void {
    const { message } = schema ?? {};
    this.#count(isPacked(schema, field) ? field.end - field.valueStart : 1);
    if (message && field.wireType === WIRE_TYPE.bytes) {
      this.#header.message(field.number, () => {
        this.#copyMessage(message, field.valueStart, field.end, depth + 1);
      });
      return;
    }
    this.#require(field.end - field.start);
    this.#header.raw(this.#reader.bytes(field.start, field.end));
  }

  #writeCut(cut: Cut): void {
    this.#count(1);
    const bytes = toBinary(CutSchema, cut);
    this.#header.message(CUT_FIELD, () => {
      this.#header.raw(bytes);
    });
  }

  /**
   * Decoding makes an object or a number of each value: small ones without end would fill the
   * memory.
   */
  #count(values: number): void {
    this.#values += values;
    this.#require(0);
    if (this.#values > LIMITS.modelHeaderValues) {
      throw new RejectionError(
        'TOO_LARGE',
        `The model's graph, weights aside, has more than ${LIMITS.modelHeaderValues} values.`,
      );
    }
  }

  #require(moreBytes: number): void {
    if (this.#header.sizeBytes + moreBytes > LIMITS.modelHeaderBytes) {
      throw new RejectionError(
        'TOO_LARGE',
        `The model's graph, weights aside, has more than ${LIMITS.modelHeaderBytes} bytes.`,
      );
    }
  }
}

function extend(cut: Cut | undefined, { number, start, valueStart, end }: WireField): Cut {
  cut ??= create(CutSchema, { field: number, offset: start, length: 0, valueBytes: 0, count: 0 });
  cut.length = end - cut.offset;
  cut.valueBytes += end - valueStart;
  cut.count++;
  return cut;
}

function isPacked(schema: DescField | undefined, { wireType }: WireField): boolean {
  return (
    schema?.fieldKind === 'list' &&
    schema.listKind !== 'message' &&
    wireType === WIRE_TYPE.bytes &&
    schema.scalar !== ScalarType.STRING &&
    schema.scalar !== ScalarType.BYTES
  );
}
