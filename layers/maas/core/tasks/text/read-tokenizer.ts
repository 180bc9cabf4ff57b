import { parseJsonText } from '../task/parse-json-text.ts';
import {
  TextTokenizer,
  type TokenizerConfigJson,
  type TokenizerJson,
} from '../../tokenizer/tokenizer.ts';
import type { ClassSettings } from '../../tokenizer/class-settings.ts';
import { applyClassSettings } from '../../tokenizer/read-class-settings.ts';

/**
 * @param paths of the files that say more of it, the later ones above the earlier
 * @param texts of `tokenizer.json` and of those
 * @param classSettings what transformers' class lays over it
 * @throws Error for what is not known
 */
export function readTokenizer(
  path: string,
  paths: readonly string[],
  texts: readonly string[],
  classSettings?: ClassSettings,
): TextTokenizer {
  const [json, ...settings] = [path, ...paths].map((file, index) =>
    parseJsonText(file, texts[index] ?? ''),
  );
  const own = requireModel(json);
  return new TextTokenizer(
    classSettings ? applyClassSettings(own, classSettings) : own,
    Object.assign({}, ...settings) as TokenizerConfigJson,
  );
}

function requireModel(json: object | undefined): TokenizerJson {
  const { model } = (json ?? {}) as Partial<TokenizerJson>;
  if (typeof model?.vocab === 'object') return json as TokenizerJson;
  throw new Error('It has no model with a vocabulary.');
}
