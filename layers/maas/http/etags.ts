import { MaasError } from '../core/errors.ts';
import { quote } from '../core/quote.ts';
import type { EtagCondition } from '../core/registry/aliases.ts';

const STRONG_ETAG = /^"[^"]*"$/;

/** The form that ETag and If-Match have on the wire. Stores differ in whether they quote theirs. */
export function formatEtag(etag: string): string {
  return `"${unquote(etag)}"`;
}

/**
 * Everything is allowed without the header; no weak ETag matches.
 * @throws MaasError PRECONDITION_FAILED for a header with no ETag that could ever match
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1
 */
export function parseIfMatch(header: string | undefined): EtagCondition {
  if (header === undefined || header.trim() === '*') return () => true;
  const allowed = header.split(',').map((etag) => etag.trim());
  if (!allowed.some((etag) => STRONG_ETAG.test(etag))) {
    throw new MaasError(
      'PRECONDITION_FAILED',
      `If-Match takes what an answer has as its ETag, in double quotes and without W/; got ` +
        `${quote(header)}, which matches nothing.`,
    );
  }
  return (etag) => allowed.includes(formatEtag(etag));
}

function unquote(etag: string): string {
  return etag.replace(/^"(.*)"$/, '$1');
}
