import { BERT, BYTE_LEVEL, CLASS_OF_TYPE, PLAIN } from './class-lists.ts';
import type { ClassSettings } from './class-settings.ts';
import { requireClassTemplate } from './class-template.ts';
import type { TokenizerJson } from './tokenizer.ts';

interface Step {
  readonly type?: string;
  readonly [option: string]: unknown;
}

/**
 * Reads the settings that transformers' class lays over `tokenizer.json`, by
 * `tokenizer_config.json`.
 * @param modelType of `config.json`
 * @throws Error for a setting that is not followed here, where it says otherwise than
 *   `tokenizer.json`
 */
export function readClassSettings(
  json: TokenizerJson,
  config: Readonly<Record<string, unknown>>,
  modelType: unknown,
): ClassSettings | undefined {
  const { tokenizer_class: named } = config;
  const name =
    typeof named === 'string'
      ? named.replace(/Tokenizer(Fast)?$|Fast$/, '')
      : (CLASS_OF_TYPE[String(modelType)] ?? 'PreTrained');
  requireClassTemplate(name, json, config);
  if (BERT.includes(name)) return readBert(name, json, config);
  const preTokenizer = json.pre_tokenizer as Step | null | undefined;
  const byDefault = BYTE_LEVEL[name];
  if (byDefault !== undefined && preTokenizer?.type === 'ByteLevel') {
    const addPrefixSpace = toFlag(config.add_prefix_space) ?? byDefault;
    return addPrefixSpace === preTokenizer.add_prefix_space ? undefined : { addPrefixSpace };
  }
  if (!PLAIN.includes(name)) requireSame(json, config);
  return undefined;
}

function readBert(
  name: string,
  json: TokenizerJson,
  config: Readonly<Record<string, unknown>>,
): ClassSettings | undefined {
  if ((json.normalizer as Step | null | undefined)?.type !== 'BertNormalizer') {
    requireSame(json, config);
    // Nobody said that it is of this class: the file is followed, as by transformers 4.
    if (config.tokenizer_class === undefined) return undefined;
  }
  const normalizer = requirePart(name, json, 'normalizer', 'BertNormalizer');
  requirePart(name, json, 'pre_tokenizer', 'BertPreTokenizer');
  const lowercase = toFlag(config.do_lower_case) ?? true;
  const stripAccents = toFlag(config.strip_accents) ?? null;
  const handleChineseChars = toFlag(config.tokenize_chinese_chars) ?? true;
  const isSame =
    normalizer.lowercase === lowercase &&
    (normalizer.strip_accents ?? null) === stripAccents &&
    normalizer.handle_chinese_chars === handleChineseChars;
  return isSame ? undefined : { lowercase, stripAccents, handleChineseChars };
}

/** Releases 5 make it anew; 4 take that of the file. @throws Error where it is of another type */
function requirePart(
  name: string,
  json: TokenizerJson,
  part: 'normalizer' | 'pre_tokenizer',
  type: string,
): Step {
  const own = json[part] as Step | null | undefined;
  if (own?.type === type) return own;
  throw new Error(
    `Its ${part} is ${own?.type ?? 'missing'}, and ${name}Tokenizer of transformers 5 takes ` +
      `${type} whatever tokenizer.json says, where that of transformers 4 follows the file. Write ` +
      `${type} if the model was trained with it, or the tokenizer_class ` +
      '"PreTrainedTokenizerFast", which takes the file as it is.',
  );
}

/**
 * Releases differ in what they follow of other classes: nothing depends on it where both files say
 * the same.
 */
function requireSame(json: TokenizerJson, config: Readonly<Record<string, unknown>>): void {
  const normalizers = listSteps(json.normalizer);
  const preTokenizers = [...normalizers, ...listSteps(json.pre_tokenizer)];
  const bert = normalizers.find(({ type }) => type === 'BertNormalizer');
  const lowers = normalizers.some(
    ({ type, lowercase }) =>
      type === 'Lowercase' || (type === 'BertNormalizer' && lowercase === true),
  );
  const spaces = preTokenizers.some(
    ({ type, add_prefix_space: adds, prepend_scheme: scheme, prepend }) =>
      (type === 'ByteLevel' && adds === true) ||
      (type === 'Metaspace' && (scheme ?? (adds === false ? 'never' : 'always')) !== 'never') ||
      (type === 'Prepend' && prepend === '▁'),
  );
  const own: Readonly<Record<string, unknown>> = {
    do_lower_case: lowers,
    ...(bert
      ? {
          strip_accents: bert.strip_accents ?? null,
          tokenize_chinese_chars: bert.handle_chinese_chars,
        }
      : {}),
    ...(preTokenizers.some(({ type }) => ['ByteLevel', 'Metaspace', 'Prepend'].includes(type ?? ''))
      ? { add_prefix_space: spaces }
      : {}),
  };
  for (const [setting, value] of Object.entries(own)) {
    const said = toFlag(config[setting]);
    if (said === undefined || said === value) continue;
    throw new Error(
      `tokenizer_config.json says "${setting}": ${said}, which tokenizer.json does not do, and ` +
        `releases of transformers differ in which of them ${String(config.tokenizer_class)} ` +
        'follows. Save the tokenizer anew with the release that the model was made with.',
    );
  }
}

/** The steps of a sequence, and of those inside it. */
function listSteps(step: unknown): Step[] {
  if (typeof step !== 'object' || step === null) return [];
  const { normalizers, pretokenizers } = step as Step;
  const inner = normalizers ?? pretokenizers;
  return Array.isArray(inner) ? inner.flatMap(listSteps) : [step as Step];
}

function toFlag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** `tokenizer.json` with these settings in the place of its own. */
export function applyClassSettings(
  json: TokenizerJson,
  { addPrefixSpace, lowercase, stripAccents, handleChineseChars }: ClassSettings,
): TokenizerJson {
  if (addPrefixSpace !== undefined) {
    const spaced = (step: unknown): unknown =>
      ['ByteLevel', 'RobertaProcessing'].includes((step as Step | null)?.type ?? '')
        ? { ...(step as Step), add_prefix_space: addPrefixSpace }
        : step;
    return {
      ...json,
      pre_tokenizer: spaced(json.pre_tokenizer),
      post_processor: spaced(json.post_processor),
    } as TokenizerJson;
  }
  return {
    ...json,
    normalizer: {
      ...(json.normalizer as Step),
      lowercase,
      strip_accents: stripAccents,
      handle_chinese_chars: handleChineseChars,
    },
  } as TokenizerJson;
}
