import { BERT_FAMILY } from './class-lists.ts';
import { toTemplate, type TemplatePart } from './template.ts';
import type { TokenizerJson } from './tokenizer.ts';

/**
 * The special tokens that classes of transformers 5 put around a text, whatever `tokenizer.json`
 * says: `A` is the text, the other words are settings.
 */
const FORMS: readonly { readonly form: string; readonly classes: readonly string[] }[] = [
  {
    form: 'cls_token A sep_token',
    classes: [
      ...BERT_FAMILY,
      'ConvBert',
      'BigBird',
      'Deberta',
      'DebertaV2',
      'MPNet',
      'Roberta',
      'Bart',
      'Longformer',
      'LED',
      'XLMRoberta',
      'Camembert',
    ],
  },
  { form: 'A sep_token cls_token', classes: ['XLNet'] },
  { form: 'A eos_token', classes: ['T5'] },
];

/**
 * @param name of the class, without `Tokenizer` and `Fast`
 * @throws Error where `tokenizer.json` puts other special tokens around a text than the class: of
 *   transformers' releases, 4 follow the file and 5 the class
 */
export function requireClassTemplate(
  name: string,
  { post_processor: postProcessor }: TokenizerJson,
  config: Readonly<Record<string, unknown>>,
): void {
  // ALBERT's class brings its own where the file has none, and follows it else.
  const like = name === 'Albert' && !postProcessor ? 'Bert' : name;
  const form = FORMS.find(({ classes }) => classes.includes(like))?.form;
  if (form === undefined) return;
  const { single } = toTemplate(postProcessor);
  if (matches(single, form.split(' '), config)) return;
  throw new Error(
    `Its post_processor makes "${describe(single)}" of a text A, and ${name}Tokenizer of ` +
      `transformers 5 "${form}", where that of transformers 4 follows tokenizer.json. Write a ` +
      'post_processor that adds these tokens if the model was trained with them, else the ' +
      'tokenizer_class "PreTrainedTokenizerFast", which takes tokenizer.json as it is.',
  );
}

/** Tokens that the settings do not name may be any. */
function matches(
  parts: readonly TemplatePart[],
  words: readonly string[],
  config: Readonly<Record<string, unknown>>,
): boolean {
  return (
    parts.length === words.length &&
    parts.every((part, at) => {
      const word = words[at] ?? '';
      if ('text' in part) return part.text === word;
      return word !== 'A' && [undefined, part.token].includes(findToken(config[word]));
    })
  );
}

function findToken(token: unknown): string | undefined {
  const content = (token as { readonly content?: unknown } | null | undefined)?.content ?? token;
  return typeof content === 'string' ? content : undefined;
}

function describe(parts: readonly TemplatePart[]): string {
  return parts.map((part) => ('text' in part ? part.text : part.token)).join(' ');
}
