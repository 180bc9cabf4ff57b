import type { FileBytes } from '../../ports/model-runtime.ts';
import { quote } from '../../quote.ts';
import { refuse } from '../faults/conversion-error.ts';
import { doubles, type GrowingArray, octets } from '../ensemble/growing-array.ts';
import { DocumentReader } from './document-reader.ts';
import {
  QUOTE,
  COMMA,
  COLON,
  BACKSLASH,
  OPEN_LIST,
  CLOSE_LIST,
  OPEN_OBJECT,
  CLOSE_OBJECT,
  isNumberStart,
  isWordByte,
  unescapeText,
} from './json-bytes.ts';
import type { DocumentVisitor, Value } from './value.ts';

/** The most bytes of a number or a word that is not text: no float has more. */
const WORD_BYTES = 64;
const WORDS: ReadonlyMap<string, boolean | number | null> = new Map<
  string,
  boolean | number | null
>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['NaN', NaN],
  ['nan', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
  ['inf', Infinity],
  ['-inf', -Infinity],
]);
const EMPTY = new Float64Array(0);
const NUMBER = /^-?\d+(\.\d*)?([eE][+-]?\d+)?$/;

/**
 * JSON as XGBoost writes it, with NaN and the infinities, read a chunk at a time.
 * @throws RejectionError NOT_CONVERTIBLE, TOO_LARGE
 */
export function readJsonDocument(file: FileBytes, visitor: DocumentVisitor): Value {
  return new JsonReader(file, visitor).read();
}

class JsonReader extends DocumentReader {
  read(): Value {
    if (this.source.peek() === 0xef) this.source.skip(3); // a byte order mark
    return this.#readValue('', 0, true);
  }

  /** @returns null for what is not kept */
  #readValue(key: string, depth: number, isKept: boolean): Value {
    const byte = this.#peekPastSpace();
    this.count.requireDepth(depth, this.source.position);
    if (byte === OPEN_OBJECT) return this.#readObject(depth, isKept);
    if (byte === OPEN_LIST) return this.#readList(key, depth, isKept);
    if (isKept) this.count.add();
    return byte === QUOTE ? this.#readText(isKept) : this.#readWord();
  }

  #readObject(depth: number, isKept: boolean): Value {
    const fields = new Map<string, Value>();
    if (isKept) this.count.add();
    this.source.next();
    if (this.#closes(CLOSE_OBJECT)) return fields;
    do {
      if (this.#peekPastSpace() !== QUOTE) this.#refuseByte('a key in quotes');
      const key = this.#readText(true);
      if (this.#peekPastSpace() !== COLON) this.#refuseByte('":"');
      this.source.next();
      const isWanted = isKept && !this.visitor.isSkipped(key);
      const value = this.#readValue(key, depth + 1, isWanted);
      if (isWanted) fields.set(key, value);
    } while (this.#continues(CLOSE_OBJECT));
    return fields;
  }

  #readList(key: string, depth: number, isKept: boolean): Value {
    if (isKept) this.count.add();
    this.source.next();
    if (this.#closes(CLOSE_LIST)) return EMPTY;
    const numbers = doubles(16);
    let items: Value[] | undefined;
    do {
      const isPlain = isKept && items === undefined && isNumberStart(this.#peekPastSpace());
      const item = isPlain ? this.#readWord() : this.#readItem(key, depth, isKept);
      if (!isKept) continue;
      if (items === undefined && (typeof item === 'number' || typeof item === 'boolean')) {
        numbers.push(Number(item));
      } else {
        items ??= [...this.#unpack(numbers)];
        items.push(item);
      }
    } while (this.#continues(CLOSE_LIST));
    return items ?? numbers.view().slice();
  }

  /** Numbers that turn out to stand among other values. */
  #unpack(numbers: GrowingArray<Float64Array>): Float64Array {
    this.count.add(numbers.length);
    return numbers.view();
  }

  #readItem(key: string, depth: number, isKept: boolean): Value {
    return this.count.within(() => {
      const item = this.#readValue(key, depth + 1, isKept);
      return isKept ? this.visitor.mapItem(key, item) : item;
    });
  }

  #readText(isKept: boolean): string {
    const source = this.source;
    const start = source.position;
    source.next();
    const bytes = octets(64);
    for (let byte = source.next(); byte !== QUOTE; byte = source.next()) {
      this.count.requireText(source.position - start, start);
      if (isKept) bytes.push(byte);
      if (byte !== BACKSLASH) continue;
      const escaped = source.next();
      if (isKept) bytes.push(escaped);
    }
    return isKept ? unescapeText(bytes.view(), start) : '';
  }

  #readWord(): number | boolean | null {
    const source = this.source;
    const start = source.position;
    let word = '';
    for (let byte = source.peek(); isWordByte(byte); byte = source.peek()) {
      word += String.fromCharCode(source.next());
      if (word.length > WORD_BYTES) break;
    }
    const known = WORDS.get(word);
    if (known !== undefined) return known;
    if (NUMBER.test(word)) return Number(word);
    if (word === '') this.#refuseByte('a value');
    return refuse(
      `its file has ${quote(word)} at byte ${start}, which is not JSON`,
      'upload the file as XGBoost wrote it',
    );
  }

  #peekPastSpace(): number {
    let byte = this.source.peek();
    while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) {
      this.source.next();
      byte = this.source.peek();
    }
    return byte;
  }

  #closes(byte: number): boolean {
    if (this.#peekPastSpace() !== byte) return false;
    this.source.next();
    return true;
  }

  #continues(end: number): boolean {
    if (this.#closes(COMMA)) return true;
    if (this.#closes(end)) return false;
    return this.#refuseByte(`"," or "${String.fromCharCode(end)}"`);
  }

  #refuseByte(expected: string): never {
    const { position } = this.source;
    const byte = this.source.next();
    const got = byte > 0x20 && byte < 0x7f ? quote(String.fromCharCode(byte)) : `byte ${byte}`;
    return refuse(
      `its file has ${got} at byte ${position}, where JSON has ${expected}`,
      'upload the file as XGBoost wrote it',
    );
  }
}
