import { quote } from '../quote.ts';

/** All callers that are not named. */
export const OTHERS = '*';
const KEY = 'key:';
const SUBJECT = 'sub:';
const ASSUMED_ROLE = /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)(\/.*)?$/;
const ROLE_WITH_PATH = /^(arn:[^:]+:iam::\d{12}:role\/)([^/]+\/)+([^/]+)$/;
/** Names that CloudWatch takes as a dimension, without blanks. */
const NAME = /^(\*|(key|sub):[\x21-\x7e]+|arn:[\x21-\x7e]+)$/;

/** A caller as the host knows it. */
export interface Identity {
  /** The token's subject, as an authorizer found it. */
  readonly subject?: string | null | undefined;
  /** The ARN of whoever signed the call. */
  readonly arn?: string | null | undefined;
  /** The id of the API key, never the key itself. */
  readonly apiKeyId?: string | null | undefined;
}

/**
 * The name under which a caller has rights and is counted: `sub:<subject>`, an ARN, or
 * `key:<id of the API key>`. A role's sessions are one caller. What was proven most strongly comes
 * first: a key may be sent beside a signature without being looked at.
 */
export function toCallerName({ subject, arn, apiKeyId }: Identity): string | undefined {
  if (isGiven(subject)) return `${SUBJECT}${encode(subject)}`;
  if (isGiven(arn)) return encode(arn.replace(ASSUMED_ROLE, 'arn:$1:iam::$2:role/$3'));
  return isGiven(apiKeyId) ? `${KEY}${encode(apiKeyId)}` : undefined;
}

/** Says why no caller ever has this name; undefined for a name that a caller may have. */
export function findNameFault(name: string): string | undefined {
  const [, partition = '', account = '', assumed = ''] = ASSUMED_ROLE.exec(name) ?? [];
  const [, head = '', , last = ''] = ROLE_WITH_PATH.exec(name) ?? [];
  const role =
    assumed === '' ? `${head}${last}` : `arn:${partition}:iam::${account}:role/${assumed}`;
  if (assumed !== '' || head !== '') {
    return `${quote(name)} names a role with its session or path; write '${role}'`;
  }
  if (NAME.test(name)) return undefined;
  return (
    `${quote(name)} is no caller's name: 'key:<id of an API key>', 'sub:<subject of a token>', ` +
    `the ARN of a user or role, or '${OTHERS}' for all others`
  );
}

function isGiven(text: string | null | undefined): text is string {
  return text !== undefined && text !== null && text !== '';
}

/**
 * The name of a token can be written in a list, in a log and as a dimension, and no other token has
 * it.
 */
function encode(text: string): string {
  return text.replace(/[^\x21-\x24\x26-\x7e]+/gu, (part) =>
    encodeURIComponent(part.toWellFormed()),
  );
}
