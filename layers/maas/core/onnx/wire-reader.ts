import { RejectionError } from '../errors.ts';
import type { FileBytes } from '../ports/model-runtime.ts';

/** Protocol Buffers' wire types, without groups, which ONNX does not use. */
export const WIRE_TYPE = { varint: 0, bits64: 1, bytes: 2, bits32: 5 } as const;

/** Bytes read from the file at once. */
const WINDOW_BYTES = 1 << 18;

/** One field of a message: where its tag begins, where its value begins and ends. */
export interface WireField {
  readonly number: number;
  /** One of `WIRE_TYPE`. */
  readonly wireType: number;
  readonly start: number;
  readonly valueStart: number;
  readonly end: number;
}

/**
 * Reads Protocol Buffers' wire format field by field without holding the file.
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export class WireReader {
  readonly #file: FileBytes;
  #window: Uint8Array = new Uint8Array(0);
  #windowStart = 0;
  #position = 0;

  constructor(file: FileBytes) {
    this.#file = file;
  }

  /**
   * The fields of the message that stands between two offsets; values are not read, so what is
   * skipped costs nothing.
   * @throws RejectionError NOT_ONNX when these bytes are no message
   */
  *fields(start: number, end: number): Generator<WireField, void, undefined> {
    for (let at = start; at < end;) {
      const field = this.#readField(at, end);
      at = field.end;
      yield field;
    }
  }

  bytes(start: number, end: number): Uint8Array {
    if (start >= this.#windowStart && end <= this.#windowStart + this.#window.length) {
      return this.#window.subarray(start - this.#windowStart, end - this.#windowStart);
    }
    return this.#file.read(start, end - start);
  }

  #readField(start: number, end: number): WireField {
    this.#position = start;
    const tag = this.#varint(end);
    const number = Math.floor(tag / 8);
    const wireType = tag % 8;
    if (number === 0 || tag > 0xffff_ffff) throw malformed(start);
    const lengthBytes = this.#valueLength(wireType, end, start);
    const valueStart = this.#position;
    if (lengthBytes > end - valueStart) throw malformed(start);
    return { number, wireType, start, valueStart, end: valueStart + lengthBytes };
  }

  /** Leaves the position at the value. */
  #valueLength(wireType: number, end: number, start: number): number {
    switch (wireType) {
      case WIRE_TYPE.varint: {
        const valueStart = this.#position;
        this.#varint(end);
        const lengthBytes = this.#position - valueStart;
        this.#position = valueStart;
        return lengthBytes;
      }
      case WIRE_TYPE.bits64:
        return 8;
      case WIRE_TYPE.bits32:
        return 4;
      case WIRE_TYPE.bytes:
        return this.#varint(end);
      default:
        throw malformed(start);
    }
  }

  /** As a number: exact up to 2^53, and beyond it larger than any file. */
  #varint(end: number): number {
    const start = this.#position;
    for (
      let value = 0, scale = 1;
      this.#position < end && this.#position - start < 10;
      scale *= 128
    ) {
      const byte = this.#byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    throw malformed(start);
  }

  #byte(): number {
    const at = this.#position++;
    const index = at - this.#windowStart;
    const byte = this.#window[index];
    if (byte !== undefined && index >= 0) return byte;
    this.#windowStart = at;
    this.#window = this.#file.read(at, Math.min(WINDOW_BYTES, this.#file.sizeBytes - at));
    return this.#window[0] ?? 0;
  }
}

function malformed(offset: number): RejectionError {
  return new RejectionError(
    'NOT_ONNX',
    `The file is not an ONNX model, or it was cut short: at byte ${offset} it is not what Protocol ` +
      'Buffers write.',
  );
}
