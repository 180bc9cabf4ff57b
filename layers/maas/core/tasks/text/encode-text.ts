import { MaasError } from '../../errors.ts';
import { fitLengths, type Truncation } from '../../tokenizer/truncation.ts';
import type { PlacedToken, Token } from '../../tokenizer/token.ts';
import type { TextTokenizer } from '../../tokenizer/tokenizer.ts';
import type { TaskModel } from '../task/task.ts';
import { TOKENIZER_ADVICE, type TextConfig } from './text-config.ts';

export interface CutOptions {
  /** The way in which a text that is too long is cut; where absent, it is refused. */
  readonly truncation?: Truncation | undefined;
  /** Tokens to which it is cut, where fewer than the tokenizer's own length. */
  readonly maxLength?: number | undefined;
  /**
   * True if an empty second text still makes a pair, as cross-encoders read it; pipelines take it
   * for none.
   */
  readonly keepsEmptyPair?: boolean;
}

/** @throws MaasError MODEL_REFUSED_INPUT when the version came without one */
export function getTokenizer({ resources }: Pick<TaskModel, 'resources'>): TextTokenizer {
  if (resources.tokenizer) return resources.tokenizer;
  throw new MaasError(
    'MODEL_REFUSED_INPUT',
    `This version has no tokenizer, so it cannot read text: ${TOKENIZER_ADVICE}, and upload it ` +
      'again.',
  );
}

/**
 * A text, or a pair of texts, as the tokens that the model reads.
 * @throws MaasError MODEL_REFUSED_INPUT when they are too many and are not to be cut
 */
export function encodeText(
  tokenizer: TextTokenizer,
  [text, pair]: readonly [string, string?],
  config: TextConfig,
  { truncation, maxLength, keepsEmptyPair = false }: CutOptions,
): PlacedToken[] {
  const isPair = pair !== undefined && (pair !== '' || keepsEmptyPair);
  const specials = tokenizer.countSpecials(isPair);
  const limit = Math.min(
    config.mostTokens ?? Infinity,
    truncation === undefined
      ? Infinity
      : Math.min(config.cutTokens ?? Infinity, maxLength ?? Infinity),
  );
  const room = limit - specials;
  if (room < 0) {
    throw new MaasError(
      'INVALID_REQUEST',
      `${limit} tokens have no room for the ${specials} special tokens; ask for a greater ` +
        'max_length.',
    );
  }
  const tokenize = (atMost: number): { first: Token[]; second?: Token[] } => ({
    first: tokenizer.tokenize(text, atMost),
    ...(isPair ? { second: tokenizer.tokenize(pair, atMost) } : {}),
  });
  let { first, second } = tokenize(tokenizer.cutsBeginning ? Infinity : room + 1);
  if (truncation !== undefined && second && first.length > room && second.length > room)
  // Of an odd number of tokens, the longer text keeps one more.
  {
    ({ first, second } = tokenize(Infinity));
  }
  if (truncation === undefined) requireRoom(first.length + (second?.length ?? 0), room, limit);
  return cut(tokenizer, first, second, room, truncation ?? 'longest_first');
}

function cut(
  tokenizer: TextTokenizer,
  first: readonly Token[],
  second: readonly Token[] | undefined,
  room: number,
  truncation: Truncation,
): PlacedToken[] {
  const lengths = fitLengths(first.length, second?.length, room, truncation);
  if (!lengths) {
    throw new MaasError(
      'MODEL_REFUSED_INPUT',
      `The texts cannot be cut to ${room} tokens by '${truncation}': what stays whole is too ` +
        'long already.',
    );
  }
  const keep = (tokens: readonly Token[], length: number): readonly Token[] =>
    tokenizer.cutsBeginning ? tokens.slice(tokens.length - length) : tokens.slice(0, length);
  return tokenizer.place(keep(first, lengths[0]), second && keep(second, lengths[1]));
}

function requireRoom(length: number, room: number, limit: number): void {
  if (length <= room) return;
  throw new MaasError(
    'MODEL_REFUSED_INPUT',
    `The text has more tokens than the ${limit} that the model reads; send a shorter one, or ` +
      'have it cut: "truncation": true (in "parameters" beside "inputs", in "params" of ' +
      '/invocations; "truncate" of /embed and /rerank).',
  );
}
