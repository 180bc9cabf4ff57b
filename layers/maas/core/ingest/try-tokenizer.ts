import { parseJsonText } from '../tasks/task/parse-json-text.ts';
import { LIMITS } from '../../contract/limits.ts';
import { MaasError, RejectionError } from '../errors.ts';
import type { Stopwatch } from '../ports/clock.ts';
import { quote } from '../quote.ts';
import type { TaskChoice, TaskResources } from '../tasks/task/task.ts';
import { findTextConfig } from '../tasks/text/text-config.ts';
import type { TextTokenizer } from '../tokenizer/tokenizer.ts';
import { checkPatterns } from './check-patterns.ts';

/** Times that a text is tried before it counts as slow: a machine can stand still for a second. */
const ATTEMPTS = 3;

/**
 * Tries a version's tokenizer on texts that hurt, as the model itself is tried on inputs: each must
 * be read, and written again, in a time that a hundred honest tokenizers would need together.
 * @param texts the bundle's text files by their path
 * @throws RejectionError TASK_MISMATCH naming what is wrong
 */
export function tryTokenizer(
  { tokenizer }: TaskResources,
  { config }: TaskChoice,
  texts: ReadonlyMap<string, string>,
  clock: Stopwatch,
): void {
  const path = findTextConfig(config)?.tokenizer;
  if (!tokenizer || path === undefined) return;
  const refuse = (sentence: string, cause?: unknown): RejectionError =>
    new RejectionError(
      'TASK_MISMATCH',
      `The bundle's ${quote(path)} cannot be followed: ${sentence} Mend it, or upload it with ` +
        `the task 'tensor' to send token ids instead of text.`,
      { cause },
    );
  checkPatterns(parseJsonText(path, texts.get(path) ?? ''), refuse);
  for (const { name, text } of TEXTS) {
    const takenMs = measureLeast(clock, () => {
      tryText(tokenizer, text, (sentence, cause) =>
        refuse(`a text of ${text.length} characters, ${name}: ${sentence}`, cause),
      );
    });
    if (takenMs > LIMITS.tokenizerTrialMs) {
      throw refuse(
        `it takes ${Math.round(takenMs)} ms for a text of ${text.length} characters, ${name}; ` +
          `the limit is ${LIMITS.tokenizerTrialMs}.`,
      );
    }
  }
}

function tryText(
  tokenizer: TextTokenizer,
  text: string,
  refuse: (sentence: string, cause?: unknown) => RejectionError,
): void {
  try {
    const ids = tokenizer.place(tokenizer.tokenize(text)).map(({ id }) => id);
    const written = tokenizer.decode(ids.slice(0, LIMITS.tokenizerTrialTokens), {
      skipSpecials: false,
    });
    if (written.length > LIMITS.tokenizerTrialTokens * LIMITS.tokenLength) {
      throw refuse(`its decoder makes ${written.length} characters of ${ids.length} tokens.`);
    }
  } catch (error) {
    if (error instanceof MaasError) throw refuse(error.message, error);
    throw error;
  }
}

/** The time of the fastest attempt, which is the last one where it is fast enough. */
function measureLeast(clock: Stopwatch, run: () => void): number {
  let least = Infinity;
  for (let attempt = 0; attempt < ATTEMPTS && least > LIMITS.tokenizerTrialMs; attempt++) {
    const startedAtMs = clock.monotonicMs();
    run();
    least = Math.min(least, clock.monotonicMs() - startedAtMs);
  }
  return least;
}

const LENGTH = LIMITS.tokenizerTrialCharacters;
const ASCII = Array.from({ length: 95 }, (_, index) => String.fromCharCode(0x20 + index));
const ALIKE = /[b-yB-Z1-9]/;
const fill = (unit: string): string => unit.repeat(Math.ceil(LENGTH / unit.length));

/**
 * Every kind of printable character of ASCII again and again, and what is long, rare or composed in
 * other scripts.
 */
const TEXTS: readonly { readonly name: string; readonly text: string }[] = [
  ...ASCII.filter((char) => !ALIKE.test(char)).map((char) => ({
    name: `${quote(char)} again and again`,
    text: fill(char),
  })),
  { name: 'words', text: fill('the quick brown fox ') },
  { name: 'short words', text: fill('a ') },
  {
    name: 'words behind a long one',
    text: `${'x'.repeat(LENGTH / 2)}! ${fill('ab ').slice(0, LENGTH / 2)}`,
  },
  { name: 'all of ASCII', text: fill(ASCII.join('')) },
  { name: 'lines', text: fill('\n') },
  { name: 'lines with blanks', text: fill(' \r\n\t') },
  { name: 'ideographs', text: fill('酒店很好服务也不错') },
  { name: 'combining marks', text: `a${fill('\u0301\u0316')}` },
  { name: 'parts of Hangul syllables', text: fill('\u1112\u1161\u11AB') },
  { name: 'characters of four bytes', text: fill('\u{1F9FF}') },
  { name: 'joined emoji', text: fill('\u{1F468}\u200D') },
  { name: 'ligatures', text: fill('ﬁ') },
  { name: 'characters of no script', text: fill('\uE000\uFFFD') },
];
