import type { TokenizerJson } from './tokenizer.ts';

/** Settings of `tokenizer_config.json` that a class of transformers lays over `tokenizer.json`. */
export interface ClassSettings {
  readonly lowercase?: boolean;
  readonly stripAccents?: boolean | null;
  readonly handleChineseChars?: boolean;
  readonly addPrefixSpace?: boolean;
}

interface Step {
  readonly type?: string;
  readonly [option: string]: unknown;
}

/** Classes that make BERT's normalizer anew, in releases 4 and 5 alike; without their `Fast`. */
const BERT = [
  'Bert',
  'DistilBert',
  'Electra',
  'MPNet',
  'MobileBert',
  'LayoutLM',
  'Funnel',
  'SqueezeBert',
  'Lxmert',
  'Splinter',
  'DPRQuestionEncoder',
  'DPRContextEncoder',
  'DPRReader',
];
/** Classes that say anew whether a text begins with a space, and what they say where the file does not. */
const BYTE_LEVEL: Readonly<Record<string, boolean>> = {
  Roberta: false,
  GPT2: false,
  Bart: false,
  Longformer: false,
  Deberta: false,
  LED: false,
  GPTNeoX: false,
  CodeGen: false,
  Blenderbot: true,
};
/** Classes that take `tokenizer.json` as it is. */
const PLAIN = ['PreTrained', 'TokenizersBackend'];

/** Where no class is named, transformers takes that of the model's kind. */
const CLASS_OF_TYPE: Readonly<Record<string, string>> = {
  bert: 'Bert',
  distilbert: 'DistilBert',
  electra: 'Electra',
  mpnet: 'MPNet',
  mobilebert: 'MobileBert',
  layoutlm: 'LayoutLM',
  funnel: 'Funnel',
  squeezebert: 'SqueezeBert',
  lxmert: 'Lxmert',
  splinter: 'Splinter',
  roberta: 'Roberta',
  gpt2: 'GPT2',
  bart: 'Bart',
  longformer: 'Longformer',
  deberta: 'Deberta',
  led: 'LED',
  gpt_neox: 'GPTNeoX',
  codegen: 'CodeGen',
  blenderbot: 'Blenderbot',
};

/**
 * What transformers' class makes of `tokenizer.json`, by `tokenizer_config.json`.
 * @param modelType of `config.json`
 * @throws Error for a setting that is not followed here, where it says otherwise than `tokenizer.json`
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
  const normalizer = json.normalizer as Step | null | undefined;
  if (BERT.includes(name) && normalizer?.type === 'BertNormalizer')
    return readBert(normalizer, config);
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
  normalizer: Step,
  config: Readonly<Record<string, unknown>>,
): ClassSettings | undefined {
  const lowercase = toFlag(config.do_lower_case) ?? true;
  const stripAccents = toFlag(config.strip_accents) ?? null;
  const handleChineseChars = toFlag(config.tokenize_chinese_chars) ?? true;
  const isSame =
    normalizer.lowercase === lowercase &&
    (normalizer.strip_accents ?? null) === stripAccents &&
    normalizer.handle_chinese_chars === handleChineseChars;
  return isSame ? undefined : { lowercase, stripAccents, handleChineseChars };
}

/** Of other classes, releases differ in what they follow: nothing hangs on it where both files say the same. */
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
      `tokenizer_config.json says "${setting}": ${said}, which tokenizer.json does not do, and releases of transformers differ in which of them ${String(config.tokenizer_class)} follows. Save the tokenizer anew with the release that the model was made with.`,
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
