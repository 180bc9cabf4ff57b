import { RejectionError } from '../../../errors.ts';
import type { JsonObject } from '../../../json/json-object.ts';
import { quote } from '../../../quote.ts';
import { TaskMisfit } from '../../../tasks/task/task-misfit.ts';
import { readTokenizer } from '../../../tasks/text/read-tokenizer.ts';
import { TOKENIZER_ADVICE, type TextConfig } from '../../../tasks/text/text-config.ts';
import { findTextInputs } from '../../../tasks/text/text-inputs.ts';
import type { ClassSettings } from '../../../tokenizer/class-settings.ts';
import { readClassSettings } from '../../../tokenizer/read-class-settings.ts';
import type { TextTokenizer, TokenizerJson } from '../../../tokenizer/tokenizer.ts';
import type { BundleFacts } from '../bundle/bundle-facts.ts';
import { findJson, findPath } from '../bundle/bundle-texts.ts';

/** Written for "no limit". */
const LARGEST_LENGTH = 1e6;

/** RoBERTa and its kin: `create_position_ids_from_input_ids` in transformers. */
const POSITIONS_AFTER_PADDING =
  /roberta|camembert|mpnet|longformer|layoutlmv3|data2vec-text|ibert|luke|xmod|^esm$/;

/** Models that know positions relative to each other, which have no last one. */
const RELATIVE = ['deberta', 'deberta-v2', 't5', 'mt5', 'umt5', 'xlnet'];

/**
 * @param isWindowed of a task whose answers are places in a text, which is read in windows where it
 *   is long
 * @returns what is missing, where the bundle cannot read text
 * @throws RejectionError TASK_MISMATCH for a tokenizer that would give other ids here than where
 *   the model was made
 */
export function readTextConfig(
  { texts, signature }: BundleFacts,
  task: string,
  { isWindowed = false }: { readonly isWindowed?: boolean } = {},
): TextConfig | TaskMisfit {
  const inputs = findTextInputs(signature);
  if (inputs instanceof TaskMisfit) return new TaskMisfit(`${task} ${inputs.reason}`);
  const tokenizer = findPath(texts, 'tokenizer.json');
  if (tokenizer === undefined) {
    return new TaskMisfit(`${task} needs a tokenizer: ${TOKENIZER_ADVICE}`);
  }
  const settings = ['special_tokens_map.json', 'tokenizer_config.json'].flatMap(
    (name) => findPath(texts, name) ?? [],
  );
  const { cutsBeginning, classSettings, specials } = requireKnown(texts, tokenizer, settings);
  if (cutsBeginning && isWindowed) {
    return new TaskMisfit(
      `${task} reads texts from their beginning, in windows where they are long; this ` +
        `tokenizer's truncation_side is "left"`,
    );
  }
  const mostTokens = least([countPositions(findJson(texts, 'config.json')), inputs.length]);
  const positionsAfter = inputs.roles.some(({ role }) => role === 'positions')
    ? findPositionsAfter(findJson(texts, 'config.json'))
    : undefined;
  const cutTokens = least([findCut(texts, tokenizer), inputs.length]);
  const most = least([mostTokens, cutTokens]);
  if (most !== undefined && most <= specials) {
    return new TaskMisfit(
      `${task} has no room for a text: of the ${most} tokens that the model reads, the tokenizer's ` +
        `own special ones are ${specials}; export it with a free length (dynamic_axes), or mend ` +
        'model_max_length of tokenizer_config.json',
    );
  }
  return { tokenizer, settings, classSettings, cutTokens, mostTokens, positionsAfter };
}

function requireKnown(
  texts: BundleFacts['texts'],
  tokenizer: string,
  settings: readonly string[],
): {
  readonly cutsBeginning: boolean;
  readonly classSettings: ClassSettings | undefined;
  readonly specials: number;
} {
  try {
    const read = (own?: ClassSettings): TextTokenizer =>
      readTokenizer(
        tokenizer,
        settings,
        [tokenizer, ...settings].map((path) => texts.get(path) ?? ''),
        own,
      );
    const plain = read(); // first, so that what is known of its parts is known to be so
    const classSettings = readClassSettings(
      findJson(texts, tokenizer) as unknown as TokenizerJson,
      findJson(texts, 'tokenizer_config.json') ?? {},
      findJson(texts, 'config.json')?.model_type,
    );
    const followed = classSettings ? read(classSettings) : plain;
    return {
      classSettings,
      cutsBeginning: followed.cutsBeginning,
      specials: followed.countSpecials(false),
    };
  } catch (error) {
    if (error instanceof RejectionError) throw error;
    throw new RejectionError(
      'TASK_MISMATCH',
      `The bundle's '${tokenizer}' cannot be followed: ${describeFault(error as Error)} Upload it ` +
        `with the task 'tensor' to send token ids instead of text.`,
      { cause: error },
    );
  }
}

/** The language's own sentences speak of nothing that whoever made the file knows. */
function describeFault(error: Error): string {
  const { message } = error;
  if (error instanceof SyntaxError) return `A pattern of it cannot be read (${message}).`;
  if (!(error instanceof TypeError)) return message;
  return `It is not laid out as the library tokenizers writes it (${message}); save it anew there.`;
}

/** Without a tokenizer_config.json, the tokenizer's own truncation is what its maker set. */
function findCut(texts: BundleFacts['texts'], tokenizer: string): number | undefined {
  const settings = findJson(texts, 'tokenizer_config.json');
  const own =
    settings === undefined
      ? (findJson(texts, tokenizer)?.truncation as { max_length?: unknown } | null | undefined)
          ?.max_length
      : (settings.model_max_length ?? settings.max_len);
  if (typeof own === 'string') {
    throw new RejectionError(
      'TASK_MISMATCH',
      `model_max_length of the bundle's tokenizer_config.json must be a number; it is ` +
        `${quote(own)}.`,
    );
  }
  return typeof own === 'number' && own > 0 && own < LARGEST_LENGTH ? own : undefined;
}

function countPositions(config: JsonObject | undefined): number | undefined {
  const { max_position_embeddings: positions, model_type: type } = config ?? {};
  if (typeof positions !== 'number' || positions <= 0 || RELATIVE.includes(String(type))) {
    return undefined;
  }
  const before = findPositionsAfter(config);
  return before === undefined ? positions : positions - before - 1;
}

function findPositionsAfter(config: JsonObject | undefined): number | undefined {
  const { model_type: type, pad_token_id: pad } = config ?? {};
  if (!POSITIONS_AFTER_PADDING.test(String(type))) return undefined;
  return typeof pad === 'number' ? pad : 1;
}

function least(numbers: readonly (number | undefined)[]): number | undefined {
  const known = numbers.filter((number) => number !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
}
