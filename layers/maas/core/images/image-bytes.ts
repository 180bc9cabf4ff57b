import { Buffer } from 'node:buffer';
import { MaasError } from '../errors.ts';
import { quote } from '../quote.ts';

const DATA_URL = /^data:[^,]*?(;base64)?,/i;
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

/** A picture's bytes from base64 or a data URL. @throws MaasError INVALID_REQUEST */
export function decodeImageText(text: string): Uint8Array {
  if (/^https?:/i.test(text)) throw new MaasError('INVALID_REQUEST', `A picture is sent as base64, as a data URL or as the body itself; this service fetches no addresses, got ${quote(text)}.`);
  const [header, isBase64] = DATA_URL.exec(text) ?? [];
  if (header !== undefined && isBase64 === undefined) throw new MaasError('INVALID_REQUEST', 'A data URL must say ";base64".');
  const data = text.slice(header?.length ?? 0).replaceAll(/\s/g, '');
  if (data === '' || !BASE64.test(data)) throw new MaasError('INVALID_REQUEST', `A picture must be base64 or a data URL; got ${quote(text)}.`);
  return Buffer.from(data, 'base64');
}
