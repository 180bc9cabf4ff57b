import type { IncomingHttpHeaders } from 'node:http';
import { quote } from '../../core/quote.ts';
import { UploadRefusedError } from './upload-refused-error.ts';
import type { UploadGrant } from './upload-url.ts';

/** The headers that an upload has to carry as they stand here: those that S3's addresses sign. */
export function toSignedHeaders({ sizeBytes, sha256 }: UploadGrant): Record<string, string> {
  const length = { 'content-length': String(sizeBytes) };
  return sha256 === undefined
    ? length
    : {
        ...length,
        'if-none-match': '*',
        'x-amz-checksum-sha256': Buffer.from(sha256, 'hex').toString('base64'),
      };
}

/**
 * Checks the body's framing as S3 does, before it looks at the signature.
 * @throws UploadRefusedError NotImplemented, MissingContentLength
 */
export function checkFraming(headers: IncomingHttpHeaders): void {
  if (headers['transfer-encoding'] !== undefined) {
    throw new UploadRefusedError(
      'NotImplemented',
      'A header you provided implies functionality that is not implemented: Transfer-Encoding. ' +
        'Send the body with its Content-Length.',
    );
  }
  if (headers['content-length'] === undefined) {
    throw new UploadRefusedError(
      'MissingContentLength',
      'You must provide the Content-Length HTTP header.',
    );
  }
}

/** @throws UploadRefusedError SignatureDoesNotMatch, AccessDenied */
export function checkSignedHeaders(grant: UploadGrant, headers: IncomingHttpHeaders): void {
  const signed = toSignedHeaders(grant);
  for (const [name, value] of Object.entries(signed)) {
    if (headers[name] === value) continue;
    throw new UploadRefusedError(
      'SignatureDoesNotMatch',
      `This address is signed for '${name}: ${value}'; got ${quote(headers[name])}. Send the ` +
        'headers that came with it.',
    );
  }
  const unsigned = Object.keys(headers).find(
    (name) => name.startsWith('x-amz-') && !(name in signed),
  );
  if (unsigned === undefined) return;
  throw new UploadRefusedError(
    'AccessDenied',
    `There were headers present in the request which were not signed: ${unsigned}. Leave it out.`,
  );
}
