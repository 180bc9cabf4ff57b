import { Buffer, isUtf8 } from 'node:buffer';
import { MaasError } from '../errors.ts';
import { isJsonObject, type JsonObject } from '../json/json-object.ts';
import { quote } from '../quote.ts';

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * Texts in the place of TensorFlow Serving's `{"b64": …}`, wherever in an instance they stand.
 * @see https://www.tensorflow.org/tfx/serving/api_rest#encoding_binary_values
 * @throws MaasError INVALID_REQUEST for what is not base64, or no text
 */
export function decodeTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decodeTexts);
  if (!isJsonObject(value)) return value;
  if (isEncoded(value)) return decodeText(value.b64);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decodeTexts(item)]));
}

function isEncoded(value: JsonObject): value is { readonly b64: string } {
  return typeof value.b64 === 'string' && Object.keys(value).length === 1;
}

function decodeText(encoded: string): string {
  const bytes = Buffer.from(encoded, 'base64');
  if (BASE64.test(encoded.replaceAll(/\s/g, '')) && isUtf8(bytes)) return bytes.toString();
  throw new MaasError(
    'INVALID_REQUEST',
    `"b64" must be the base64 of a text in UTF-8, as this model reads texts; got ${quote(encoded)}.`,
  );
}
