import { describe, expect, it } from '@jest/globals';
import {
  findNameFault,
  toCallerName,
  type Identity,
} from '../../../layers/maas/core/access/caller-name.ts';

const ROLE = 'arn:aws:sts::111111111111:assumed-role/App/session-7';

describe('toCallerName', () => {
  it.each<[string, Identity, string | undefined]>([
    ['nobody', {}, undefined],
    ['nothing but null, as API Gateway writes it', { arn: null, apiKeyId: null }, undefined],
    ['an API key', { apiKeyId: 'abc123' }, 'key:abc123'],
    ['a token', { subject: 'user-1' }, 'sub:user-1'],
    [
      'a user of IAM',
      { arn: 'arn:aws:iam::111111111111:user/team/ann' },
      'arn:aws:iam::111111111111:user/team/ann',
    ],
    ['a role in any session', { arn: ROLE }, 'arn:aws:iam::111111111111:role/App'],
    [
      'a role in China',
      { arn: ROLE.replace('arn:aws:', 'arn:aws-cn:') },
      'arn:aws-cn:iam::111111111111:role/App',
    ],
    [
      'a signature beside a key',
      { arn: ROLE, apiKeyId: 'k' },
      'arn:aws:iam::111111111111:role/App',
    ],
    ['a token beside a key', { subject: 's', apiKeyId: 'k' }, 'sub:s'],
  ])('names %s', (_, identity, name) => {
    expect(toCallerName(identity)).toBe(name);
  });

  it('writes any subject in letters that a list and a metric take, each in its own way', () => {
    const subjects = ['a b', 'a%20b', 'ä', '王', 'a\nb', '*', 'key:abc123', '\ud800'];
    const names = subjects.map((subject) => toCallerName({ subject }) ?? '');
    for (const name of names) expect(name).toMatch(/^sub:[\x21-\x7e]+$/);
    expect(new Set(names).size).toBe(subjects.length);
    for (const name of names) expect(findNameFault(name)).toBeUndefined();
  });
});

describe('findNameFault', () => {
  it.each(['*', 'key:abc', 'sub:a/b@c', 'arn:aws:iam::111111111111:role/App'])(
    'finds none in %s',
    (name) => {
      expect(findNameFault(name)).toBeUndefined();
    },
  );

  it.each([
    [ROLE, "write 'arn:aws:iam::111111111111:role/App'"],
    ['arn:aws:iam::111111111111:role/team/App', "write 'arn:aws:iam::111111111111:role/App'"],
    ['abc123', "is no caller's name"],
    ['key:', "is no caller's name"],
    ['key:a b', "is no caller's name"],
    ['', "is no caller's name"],
    ['sub:ä', "is no caller's name"],
  ])('says of %j what would be one', (name, sentence) => {
    expect(findNameFault(name)).toContain(sentence);
  });
});
