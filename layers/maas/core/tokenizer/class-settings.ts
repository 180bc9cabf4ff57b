import { isFlag, isNullable, isOptional, isShape } from '../json/guards.ts';

/** Settings of `tokenizer_config.json` that a class of transformers lays over `tokenizer.json`. */
export interface ClassSettings {
  readonly lowercase?: boolean;
  readonly stripAccents?: boolean | null;
  readonly handleChineseChars?: boolean;
  readonly addPrefixSpace?: boolean;
}

export const isClassSettings = isShape<ClassSettings>({
  lowercase: isOptional(isFlag),
  stripAccents: isOptional(isNullable(isFlag)),
  handleChineseChars: isOptional(isFlag),
  addPrefixSpace: isOptional(isFlag),
});
