const BYTE_ORDER_MARKS = [
  { mark: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { mark: [0xff, 0xfe], encoding: 'utf-16le' },
  { mark: [0xfe, 0xff], encoding: 'utf-16be' },
] as const;

export interface DecodeTextOptions {
  /** True if bytes that are no text are an error, and not U+FFFD. @default false */
  readonly fatal?: boolean;
}

/**
 * A file's text as editors write it: UTF-8 or UTF-16 as its byte order mark says, UTF-8 where it
 * has none. The mark is left out.
 * @throws TypeError for bytes that are no text, where `fatal` asks for it
 */
export function decodeText(bytes: Uint8Array, { fatal = false }: DecodeTextOptions = {}): string {
  const marked = BYTE_ORDER_MARKS.find(({ mark }) =>
    mark.every((byte, index) => bytes[index] === byte),
  );
  return new TextDecoder(marked?.encoding ?? 'utf-8', { fatal }).decode(bytes);
}
