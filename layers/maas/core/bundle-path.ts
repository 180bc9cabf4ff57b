import { LIMITS } from '../contract/limits.ts';
import { MaasError } from './errors.ts';
import { quote } from './quote.ts';

/**
 * A file's path inside its bundle: relative, with `/` between plain names.
 * @throws MaasError INVALID_REQUEST
 */
export function parseBundlePath(value: string): string {
  const reason = findPathFault(value);
  if (reason === undefined) return value;
  throw new MaasError(
    'INVALID_REQUEST',
    `${quote(value)} is not a path inside a bundle: ${reason}.`,
  );
}

/** Says why a text is not a path inside a bundle; undefined when it is one. */
export function findPathFault(path: string): string | undefined {
  if (path === '') return 'it is empty';
  if (path.length > LIMITS.bundlePathLength) {
    return `it has ${path.length} characters, and the limit is ${LIMITS.bundlePathLength}`;
  }
  if (path.startsWith('/')) return 'it is absolute; give it relative to the bundle';
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f\\]/.test(path) || !path.isWellFormed()) {
    return 'it contains a backslash or a control character';
  }
  if (path.split('/').some((name) => name === '' || name === '.' || name === '..')) {
    return "it has an empty, '.' or '..' part";
  }
  if (path.split('/').some((name) => Buffer.byteLength(name) > LIMITS.fileNameBytes)) {
    return `one of its names has more than ${LIMITS.fileNameBytes} bytes in UTF-8`;
  }
  return undefined;
}
