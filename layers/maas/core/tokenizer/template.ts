/** One place of a post-processor's pattern: a special token, or one of the two texts. */
export type TemplatePart =
  | { readonly token: string; readonly type: number }
  | { readonly text: 'A' | 'B'; readonly type: number };

/** The special tokens around one text, and around two. */
export interface Template {
  readonly single: readonly TemplatePart[];
  readonly pair: readonly TemplatePart[];
  /**
   * True if offsets leave blanks at a token's ends out, and the one that was put before a text is
   * known of.
   */
  readonly trims?: { readonly keepsPrefix: boolean };
}

type Item =
  | { readonly SpecialToken: { readonly id: string; readonly type_id: number } }
  | { readonly Sequence: { readonly id: 'A' | 'B'; readonly type_id: number } };

export interface PostProcessorConfig {
  readonly type: string;
  readonly single?: readonly Item[];
  readonly pair?: readonly Item[];
  readonly cls?: readonly [string, number];
  readonly sep?: readonly [string, number];
  readonly trim_offsets?: boolean;
  readonly add_prefix_space?: boolean;
  readonly processors?: readonly PostProcessorConfig[];
}

const A: TemplatePart = { text: 'A', type: 0 };
const PLAIN: Template = { single: [A], pair: [A, { text: 'B', type: 1 }] };

/**
 * Every post-processor of `tokenizer.json` as one pattern.
 * @throws Error for one that is not known
 */
export function toTemplate(config: PostProcessorConfig | null | undefined): Template {
  if (!config) return PLAIN;
  const {
    type,
    single = [],
    pair = [],
    cls: [cls] = [''],
    sep: [sep] = [''],
    trim_offsets: isTrimmed = true,
    add_prefix_space: keepsPrefix = true,
    processors = [],
  } = config;
  const trims = isTrimmed ? { trims: { keepsPrefix } } : {};
  const token = (text: string, typeId = 0): TemplatePart => ({ token: text, type: typeId });
  switch (type) {
    case 'TemplateProcessing':
      return { single: requireOnce(single.map(toPart)), pair: requireOnce(pair.map(toPart)) };
    case 'BertProcessing':
      return {
        single: [token(cls), A, token(sep)],
        pair: [token(cls), A, token(sep), { text: 'B', type: 1 }, token(sep, 1)],
      };
    case 'RobertaProcessing':
      return {
        single: [token(cls), A, token(sep)],
        pair: [token(cls), A, token(sep), token(sep), { text: 'B', type: 0 }, token(sep)],
        ...trims,
      };
    case 'ByteLevel':
      return { ...PLAIN, ...trims };
    case 'Sequence': {
      const templates = processors.map(toTemplate);
      const around = templates.filter((template) => countSpecials(template.pair) > 0);
      if (around.length > 1) {
        throw new Error('Several post-processors that add special tokens are not known.');
      }
      return {
        ...(around[0] ?? PLAIN),
        ...templates.reduce((all, { trims: own }) => (own ? { trims: own } : all), {}),
      };
    }
    default:
      throw new Error(`Unknown post-processor: ${type}`);
  }
}

/** A text that stood twice would be twice as long as it was cut to. */
function requireOnce(parts: readonly TemplatePart[]): readonly TemplatePart[] {
  for (const name of ['A', 'B']) {
    if (parts.filter((part) => 'text' in part && part.text === name).length > 1) {
      throw new Error(`A template with the text ${name} twice is not known.`);
    }
  }
  return parts;
}

function toPart(item: Item): TemplatePart {
  return 'SpecialToken' in item
    ? { token: item.SpecialToken.id, type: item.SpecialToken.type_id }
    : { text: item.Sequence.id, type: item.Sequence.type_id };
}

/** Special tokens that stand around one text or two. */
export function countSpecials(parts: readonly TemplatePart[]): number {
  return parts.filter((part) => 'token' in part).length;
}
