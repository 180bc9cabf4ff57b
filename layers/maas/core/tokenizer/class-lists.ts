/** Classes, without their `Fast`, whose tokenizers are BERT's under names of their own. */
export const BERT_FAMILY: readonly string[] = [
  'Bert',
  'DistilBert',
  'Electra',
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

/** Classes that make BERT's normalizer anew, in releases 4 and 5 alike; without their `Fast`. */
export const BERT = [...BERT_FAMILY, 'MPNet'];
/**
 * Classes that say anew whether a text begins with a space, and what they say where the file does
 * not.
 */
export const BYTE_LEVEL: Readonly<Record<string, boolean>> = {
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
export const PLAIN = ['PreTrained', 'TokenizersBackend'];

/** If no class is named, transformers takes that of the model's kind. */
export const CLASS_OF_TYPE: Readonly<Record<string, string>> = {
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
