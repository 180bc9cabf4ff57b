import { Buffer } from 'node:buffer';
import type { FileBytes } from '../../ports/model-runtime.ts';
import { refuse } from '../faults/conversion-error.ts';
import { DocumentReader } from './document-reader.ts';
import { isNumberList, type DocumentVisitor, type NumberList, type Value } from './value.ts';

interface NumberKind {
  readonly elementBytes: number;
  readonly read: (view: DataView, at: number) => number;
  readonly create: (count: number) => NumberList;
}

/** @see https://ubjson.org/type-reference/value-types/ */
const NUMBERS: Readonly<Record<string, NumberKind>> = {
  i: {
    elementBytes: 1,
    read: (view, at) => view.getInt8(at),
    create: (count) => new Int8Array(count),
  },
  U: {
    elementBytes: 1,
    read: (view, at) => view.getUint8(at),
    create: (count) => new Uint8Array(count),
  },
  I: {
    elementBytes: 2,
    read: (view, at) => view.getInt16(at),
    create: (count) => new Int16Array(count),
  },
  l: {
    elementBytes: 4,
    read: (view, at) => view.getInt32(at),
    create: (count) => new Int32Array(count),
  },
  L: {
    elementBytes: 8,
    read: (view, at) => Number(view.getBigInt64(at)),
    create: (count) => new Float64Array(count),
  },
  d: {
    elementBytes: 4,
    read: (view, at) => view.getFloat32(at),
    create: (count) => new Float32Array(count),
  },
  D: {
    elementBytes: 8,
    read: (view, at) => view.getFloat64(at),
    create: (count) => new Float64Array(count),
  },
};
const PLAIN: Readonly<Record<string, boolean | null>> = { Z: null, T: true, F: false };

/**
 * UBJSON as XGBoost writes it, typed lists straight into typed arrays.
 * @throws RejectionError NOT_CONVERTIBLE, TOO_LARGE
 */
export function readUbjsonDocument(file: FileBytes, visitor: DocumentVisitor): Value {
  return new UbjsonReader(file, visitor).read();
}

class UbjsonReader extends DocumentReader {
  read(): Value {
    return this.#readValue(this.#readMarker(), '', 0, true);
  }

  /** @returns null for what is not kept */
  #readValue(marker: string, key: string, depth: number, isKept: boolean): Value {
    this.count.requireDepth(depth, this.source.position);
    if (isKept) this.count.add();
    if (marker === '[') return this.#readList(key, depth, isKept);
    if (marker === '{') return this.#readObject(depth, isKept);
    const plain = PLAIN[marker];
    if (plain !== undefined) return plain;
    if (marker === 'S' || marker === 'H') return this.#readText(isKept);
    if (marker === 'C') return String.fromCharCode(this.source.next());
    return this.#readNumber(marker);
  }

  #readObject(depth: number, isKept: boolean): Value {
    const fields = new Map<string, Value>();
    const { type, count = Infinity } = this.#readHead();
    for (let read = 0; read < count; read++) {
      if (count === Infinity && this.#closes('}')) return fields;
      const key = this.#readText(true);
      const isWanted = isKept && !this.visitor.isSkipped(key);
      const value = this.#readValue(type ?? this.#readMarker(), key, depth + 1, isWanted);
      if (isWanted) fields.set(key, value);
    }
    return fields;
  }

  #readList(key: string, depth: number, isKept: boolean): Value {
    const { type, count = Infinity } = this.#readHead();
    const kind = type === undefined ? undefined : NUMBERS[type];
    if (kind && count !== Infinity) return this.#readNumbers(kind, count, isKept);
    const items: Value[] = [];
    for (let read = 0; read < count; read++) {
      if (count === Infinity && this.#closes(']')) break;
      const item = this.#readItem(type, key, depth, isKept);
      if (isKept) items.push(item);
    }
    return toNumbers(items) ?? items;
  }

  #readItem(type: string | undefined, key: string, depth: number, isKept: boolean): Value {
    return this.count.within(() => {
      const item = this.#readValue(type ?? this.#readMarker(), key, depth + 1, isKept);
      return isKept ? this.visitor.mapItem(key, item) : item;
    });
  }

  #readNumbers(
    { elementBytes, read, create }: NumberKind,
    count: number,
    isKept: boolean,
  ): NumberList {
    if (!isKept) {
      this.source.skip(count * elementBytes);
      return create(0);
    }
    const raw = this.source.take(count * elementBytes);
    const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
    const numbers = create(count);
    for (let index = 0; index < count; index++) numbers[index] = read(view, index * elementBytes);
    return numbers;
  }

  /** The type and the number of a container's items, where they stand before them. */
  #readHead(): { readonly type?: string; readonly count?: number } {
    const type = this.#closes('$') ? this.#readMarker() : undefined;
    if (!this.#closes('#')) {
      if (type === undefined) return {};
      this.#refuseMarker(this.#readMarker());
    }
    const count = this.#readLength();
    // An item takes a byte or more, but for these: a count of them could be any.
    if (type !== undefined && (type in PLAIN || type === 'N')) this.#refuseMarker(type);
    if (count > this.source.leftBytes) {
      refuse(
        `its file announces ${count} values at byte ${this.source.position}, and has ` +
          `${this.source.leftBytes} bytes more`,
        'upload the whole file',
      );
    }
    return { type, count };
  }

  #readLength(): number {
    const marker = this.#readMarker();
    const length = this.#readNumber(marker);
    if (Number.isSafeInteger(length) && length >= 0) return length;
    return this.#refuseMarker(marker);
  }

  #readNumber(marker: string): number {
    const kind = NUMBERS[marker] ?? this.#refuseMarker(marker);
    const raw = this.source.take(kind.elementBytes);
    return kind.read(new DataView(raw.buffer, raw.byteOffset, raw.byteLength), 0);
  }

  #readText(isKept: boolean): string {
    const length = this.#readLength();
    this.count.requireText(length, this.source.position);
    if (isKept) return Buffer.from(this.source.take(length)).toString();
    this.source.skip(length);
    return '';
  }

  #readMarker(): string {
    for (;;) {
      const marker = String.fromCharCode(this.source.next());
      if (marker !== 'N') return marker; // which means nothing
    }
  }

  #closes(marker: string): boolean {
    if (this.source.peek() !== marker.charCodeAt(0)) return false;
    this.source.next();
    return true;
  }

  #refuseMarker(marker: string): never {
    return refuse(
      `its file has the byte ${marker.charCodeAt(0)} before byte ${this.source.position}, ` +
        'where UBJSON has none such',
      'upload the file as XGBoost wrote it',
    );
  }
}

/** Lists of numbers without a type of their own. */
function toNumbers(items: readonly Value[]): NumberList | undefined {
  const isOfNumbers = items.every((item) => typeof item === 'number' || typeof item === 'boolean');
  if (!isOfNumbers || isNumberList(items)) return undefined;
  return Float64Array.from(items, Number);
}
