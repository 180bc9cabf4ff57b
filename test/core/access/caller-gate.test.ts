import { describe, expect, it } from '@jest/globals';
import { CallerGate } from '../../../layers/maas/core/access/caller-gate.ts';
import type { QuotaExceededError } from '../../../layers/maas/core/access/quota-exceeded-error.ts';
import type { AccessRecord, ModelRecord } from '../../../layers/maas/core/registry/records.ts';

const NOON = Date.parse('2026-11-29T12:00:00Z');

function model(callers?: AccessRecord['callers']): ModelRecord {
  return {
    model: 'm',
    createdAt: '2026-11-01T00:00:00Z',
    revision: 1,
    aliases: {},
    ...(callers ? { access: { callers, updatedAt: '2026-11-01T00:00:00Z' } } : {}),
  };
}

function createGate(counted: readonly string[] = []): {
  gate: CallerGate;
  at: (ms: number) => void;
} {
  let nowMs = NOON;
  return {
    gate: new CallerGate({ clock: { nowMs: () => nowMs }, counted }),
    at: (ms) => {
      nowMs = ms;
    },
  };
}

const refusal = (act: () => unknown): Partial<QuotaExceededError> => {
  try {
    act();
  } catch (error) {
    return error as QuotaExceededError;
  }
  throw new Error('It was let in.');
};

describe('a model that nothing is said about', () => {
  it('lets everybody in, and counts nobody', () => {
    const { gate } = createGate();
    expect(gate.admit(model(), undefined)).toBeUndefined();
    expect(gate.admit(model(), 'key:a')).toBeUndefined();
  });
});

describe('a model that names its callers', () => {
  const { gate } = createGate();

  it.each(['key:b', undefined, '__proto__', 'constructor', 'toString'])('refuses %s', (caller) => {
    expect(refusal(() => gate.admit(model({ 'key:a': {} }), caller))).toMatchObject({
      code: 'FORBIDDEN',
      message: expect.stringContaining(`may not call model 'm'`),
    });
  });

  it('refuses everybody when it names nobody', () => {
    expect(refusal(() => gate.admit(model({}), 'key:a'))).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('lets in whom it names, and all others where it names them', () => {
    expect(() => gate.admit(model({ 'key:a': {} }), 'key:a')).not.toThrow();
    expect(() => gate.admit(model({ '*': {} }), 'key:b')).not.toThrow();
    expect(() => gate.admit(model({ '*': {} }), undefined)).not.toThrow();
  });
});

describe('a quota', () => {
  it('lets in so many a day, then says when the next one begins', () => {
    const { gate, at } = createGate();
    const record = model({ 'key:a': { perDay: 2 }, '*': {} });
    expect(gate.admit(record, 'key:a')).toBe('key:a');
    expect(gate.admit(record, 'key:a')).toBe('key:a');
    expect(refusal(() => gate.admit(record, 'key:a'))).toMatchObject({
      code: 'QUOTA_EXCEEDED',
      message:
        "'key:a' has had the 2 calls of model 'm' that a day allows; the next day begins at " +
        'midnight, UTC.',
      retryAfterSeconds: 12 * 3600,
    });
    expect(() => gate.admit(record, 'key:b')).not.toThrow();
    at(NOON + 12 * 3_600_000);
    expect(gate.admit(record, 'key:a')).toBe('key:a');
  });

  it('is one for all others together', () => {
    const { gate } = createGate();
    const record = model({ '*': { perDay: 2 } });
    expect(gate.admit(record, 'key:a')).toBe('*');
    expect(gate.admit(record, undefined)).toBe('*');
    expect(refusal(() => gate.admit(record, 'key:c'))).toMatchObject({ code: 'QUOTA_EXCEEDED' });
  });

  it('is used up when the record says so, on that day alone', () => {
    const { gate } = createGate();
    const spent = (spentOn: string): ModelRecord => model({ 'key:a': { perDay: 9, spentOn } });
    expect(refusal(() => gate.admit(spent('2026-11-29'), 'key:a'))).toMatchObject({
      code: 'QUOTA_EXCEEDED',
    });
    expect(gate.admit(spent('2026-11-28'), 'key:a')).toBe('key:a');
  });

  it('counts no call that it refused, so that more is at once more', () => {
    const { gate } = createGate();
    gate.admit(model({ 'key:a': { perDay: 1 } }), 'key:a');
    for (let call = 0; call < 5; call++) {
      refusal(() => gate.admit(model({ 'key:a': { perDay: 1 } }), 'key:a'));
    }
    expect(() => gate.admit(model({ 'key:a': { perDay: 2 } }), 'key:a')).not.toThrow();
  });
});

describe('callers who are counted', () => {
  it('are those that the service is told, and the others together', () => {
    const { gate } = createGate(['key:a']);
    expect(gate.admit(model(), 'key:a')).toBe('key:a');
    expect(gate.admit(model(), 'key:b')).toBe('other');
    expect(gate.admit(model({ '*': {} }), undefined)).toBe('other');
  });
});
