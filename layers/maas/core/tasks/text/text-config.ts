import { isListOf, isNumber, isOptional, isShape, isText } from '../../json/guards.ts';
import { isClassSettings, type ClassSettings } from '../../tokenizer/class-settings.ts';

/** A bundle's tokenizer, as the record keeps it; its files are read when the session is loaded. */
export interface TextConfig {
  /** Path of `tokenizer.json`. */
  readonly tokenizer: string;
  /** Paths of the files that say more of it, the later ones above the earlier. */
  readonly settings: readonly string[];
  /** The settings that transformers' class lays over `tokenizer.json`. */
  readonly classSettings?: ClassSettings;
  /** Tokens to which a text is cut. */
  readonly cutTokens?: number;
  /** Tokens that the model has positions for. */
  readonly mostTokens?: number;
  /**
   * The token of padding, where the model's positions begin after its number and padding keeps it.
   */
  readonly positionsAfter?: number;
}

export const isTextConfig = isShape<TextConfig>({
  tokenizer: isText,
  settings: isListOf(isText),
  classSettings: isOptional(isClassSettings),
  cutTokens: isOptional(isNumber),
  mostTokens: isOptional(isNumber),
  positionsAfter: isOptional(isNumber),
});

const isConfigOfTexts = isShape<{ readonly text: TextConfig }>({ text: isTextConfig });

/** That of a version of any task; undefined where the task reads no tokens. */
export function findTextConfig(config: object | undefined): TextConfig | undefined {
  return isConfigOfTexts(config) ? config.text : undefined;
}

export const TOKENIZER_ADVICE =
  'put tokenizer.json (and tokenizer_config.json, config.json) beside model.onnx, or into the ' +
  "model's metadata_props as 'maas:tokenizer.json'";
