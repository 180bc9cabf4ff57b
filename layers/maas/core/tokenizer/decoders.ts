import { Buffer } from 'node:buffer';
import { fromByteChars } from './byte-chars.ts';
import { readByteToken } from './byte-tokens.ts';
import { cleanUp } from './clean-up.ts';
import { quote } from '../quote.ts';
import { toPattern, type PatternConfig } from './pattern.ts';

/** Makes the text of a row of tokens. */
export type Decode = (tokens: readonly string[]) => string;

/** One of several that follow each other; what the last of them gives is joined. */
type Step = (tokens: readonly string[]) => readonly string[];

export interface DecoderConfig {
  readonly type: string;
  readonly decoders?: readonly DecoderConfig[];
  readonly prefix?: string;
  readonly suffix?: string;
  readonly cleanup?: boolean;
  readonly replacement?: string;
  readonly add_prefix_space?: boolean;
  readonly prepend_scheme?: 'always' | 'first' | 'never';
  readonly pad_token?: string;
  readonly word_delimiter_token?: string;
  readonly pattern?: PatternConfig;
  readonly content?: string;
  readonly start?: number;
  readonly stop?: number;
}

/**
 * Decodes as the Rust library does, which the Hugging Face models were made with.
 * @throws Error for one that is not known
 */
export function createDecoder(config: DecoderConfig | null | undefined): Decode {
  if (!config) return (tokens) => tokens.join(' ');
  const step = createStep(config);
  return (tokens) => step(tokens).join('');
}

function createStep(config: DecoderConfig): Step {
  switch (config.type) {
    case 'Sequence': {
      const steps = (config.decoders ?? []).map(createStep);
      return (tokens) => steps.reduce((result, step) => step(result), tokens);
    }
    case 'ByteLevel':
      return (tokens) => [fromByteChars(tokens)];
    case 'ByteFallback':
      return joinBytes;
    case 'WordPiece':
      return createWordPiece(config);
    case 'BPEDecoder': {
      const suffix = toPattern({ String: config.suffix ?? '</w>' });
      return (tokens) =>
        tokens.map((token, at) => token.replace(suffix, at === tokens.length - 1 ? '' : ' '));
    }
    case 'Metaspace':
      return createMetaspace(config);
    case 'CTC':
      return createCtc(config);
    case 'Replace':
      return createReplace(config);
    case 'Strip':
      return createStrip(config);
    case 'Fuse':
      return (tokens) => [tokens.join('')];
    default:
      throw new Error(`The decoder ${config.type} is not known.`);
  }
}

/** Words are parted by blanks; what goes on with a word has a prefix. */
function createWordPiece({ prefix = '##', cleanup: cleans = true }: DecoderConfig): Step {
  return (tokens) =>
    tokens.map((token, at) => {
      const goesOn = at > 0 && token.startsWith(prefix);
      const text = goesOn ? token.slice(prefix.length) : at > 0 ? ` ${token}` : token;
      return cleans ? cleanUpToken(text) : text;
    });
}

/** Marks become blanks, but for those of the first token where one was put before the text. */
function createMetaspace({
  replacement: mark = '\u2581',
  add_prefix_space: adds = true,
  prepend_scheme: scheme = adds ? 'always' : 'never',
}: DecoderConfig): Step {
  const [marks, first] = [toPattern({ String: mark }), scheme === 'never' ? ' ' : ''];
  return (tokens) => tokens.map((token, at) => token.replace(marks, at === 0 ? first : ' '));
}

/** A token that is repeated is one; those that fill up are none. */
function createCtc({
  pad_token: pad = '<pad>',
  word_delimiter_token: delimiter = '|',
  cleanup: cleans = true,
}: DecoderConfig): Step {
  const [pads, delimiters] = [toPattern({ String: pad }), toPattern({ String: delimiter })];
  return (tokens) =>
    tokens
      .filter((token, at) => token !== tokens[at - 1])
      .map((token) => token.replace(pads, ''))
      .map((token) => (cleans ? cleanUpToken(token).replace(delimiters, ' ') : token))
      .filter((text) => text !== '');
}

/** A decoder knows one ending more than transformers does. */
function cleanUpToken(text: string): string {
  return cleanUp(text).replaceAll(' do not', " don't");
}

function createReplace({ pattern, content = '' }: DecoderConfig): Step {
  if (!pattern) throw new Error('The decoder Replace has no pattern.');
  const [expression, text] = [toPattern(pattern), content.replaceAll('$', '$$$$')];
  return (tokens) => tokens.map((token) => token.replace(expression, text));
}

/** Takes up to so many of a character from the beginning and from the end. */
function createStrip({ content: char = ' ', start = 0, stop = 0 }: DecoderConfig): Step {
  if (Array.from(char).length !== 1) {
    throw new Error(`The content of a decoder Strip is one character, not ${quote(char)}.`);
  }
  return (tokens) =>
    tokens.map((token) => {
      let [from, to] = [0, token.length];
      for (let n = 0; n < start && token.startsWith(char, from); n++) from += char.length;
      for (let n = 0; n < stop && to > from && token.endsWith(char, to); n++) to -= char.length;
      return token.slice(from, to);
    });
}

/** Tokens that are bytes (`<0xE3>`) become text; bytes that are none are one mark each. */
function joinBytes(tokens: readonly string[]): string[] {
  const texts: string[] = [];
  let bytes: number[] = [];
  const flush = (): void => {
    if (bytes.length > 0) texts.push(toText(bytes));
    bytes = [];
  };
  for (const token of tokens) {
    const byte = readByteToken(token);
    if (byte === undefined) {
      flush();
      texts.push(token);
    } else bytes.push(byte);
  }
  flush();
  return texts;
}

function toText(bytes: readonly number[]): string {
  const buffer = Buffer.from(bytes);
  const text = buffer.toString();
  return Buffer.from(text).equals(buffer) ? text : '\uFFFD'.repeat(bytes.length);
}
