import { type DescMessage, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { FileBytes } from '../ports/model-runtime.ts';
import { type Cut, CutSchema, ModelProtoSchema } from './generated/onnx_pb.js';
import { CUT_FIELD, type ModelHeader } from './model-header.ts';
import { type WireField, WireReader } from './wire-reader.ts';
import { WireWriter } from './wire-writer.ts';

/** Bytes that are copied from the model's file at once. */
const CHUNK_BYTES = 1 << 20;

/** The model as a file again, with what was cut out of the header copied from the original. */
export function* encodeModel({ model, file }: ModelHeader): Generator<Uint8Array, void, undefined> {
  const header = toBinary(ModelProtoSchema, model);
  yield* new ModelEncoder(header, file).encode(ModelProtoSchema, 0, header.length);
}

class ModelEncoder {
  readonly #header: Uint8Array;
  readonly #reader: WireReader;
  readonly #file: FileBytes;
  /** Lengths of the messages that have cuts inside, by where their value begins in the header. */
  readonly #lengths = new Map<number, number>();

  constructor(header: Uint8Array, file: FileBytes) {
    this.#header = header;
    this.#reader = new WireReader({
      sizeBytes: header.length,
      read: (offset, lengthBytes) => header.subarray(offset, offset + lengthBytes),
    });
    this.#file = file;
    this.#measure(ModelProtoSchema, 0, header.length);
  }

  *encode(schema: DescMessage, start: number, end: number): Generator<Uint8Array, void, undefined> {
    let copied = start;
    for (const field of this.#reader.fields(start, end)) {
      const length = this.#lengths.get(field.valueStart);
      if (field.number !== CUT_FIELD && length === undefined) continue;
      yield this.#header.subarray(copied, field.start);
      copied = field.end;
      if (length === undefined) yield* this.#copyCut(this.#decodeCut(field));
      else {
        yield writeHead(field.number, length);
        yield* this.encode(requireMessage(schema, field), field.valueStart, field.end);
      }
    }
    yield this.#header.subarray(copied, end);
  }

  /** @returns the message's length with its cuts filled in */
  #measure(schema: DescMessage, start: number, end: number): number {
    let length = end - start;
    for (const field of this.#reader.fields(start, end)) {
      length += this.#measureGrowth(schema, field);
    }
    return length;
  }

  #measureGrowth(schema: DescMessage, field: WireField): number {
    const before = field.end - field.start;
    if (field.number === CUT_FIELD) return this.#decodeCut(field).length - before;
    const message = findMessage(schema, field);
    if (!message) return 0;
    const length = this.#measure(message, field.valueStart, field.end);
    if (length === field.end - field.valueStart) return 0;
    this.#lengths.set(field.valueStart, length);
    return writeHead(field.number, length).length + length - before;
  }

  #decodeCut({ valueStart, end }: WireField): Cut {
    return fromBinary(CutSchema, this.#header.subarray(valueStart, end));
  }

  *#copyCut({ offset, length }: Cut): Generator<Uint8Array, void, undefined> {
    for (let at = 0; at < length; at += CHUNK_BYTES) {
      yield this.#file.read(offset + at, Math.min(CHUNK_BYTES, length - at));
    }
  }
}

function findMessage(schema: DescMessage, { number }: WireField): DescMessage | undefined {
  return schema.fields.find((field) => field.number === number)?.message;
}

function requireMessage(schema: DescMessage, field: WireField): DescMessage {
  return findMessage(schema, field) ?? schema;
}

function writeHead(number: number, length: number): Uint8Array {
  const writer = new WireWriter();
  writer.varint(number * 8 + 2);
  writer.varint(length);
  return writer.finish();
}
