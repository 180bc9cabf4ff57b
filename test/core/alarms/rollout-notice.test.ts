import { describe, expect, it } from '@jest/globals';
import { Told } from '../../../layers/maas/core/alarms/told.ts';
import { notifyOf } from '../../../layers/maas/core/alarms/notify-of.ts';
import {
  parseRolloutNotice,
  toRolloutMessage,
  toRolloutNotice,
} from '../../../layers/maas/core/alarms/rollout-notice.ts';
import type { AlarmMessage } from '../../../layers/maas/core/ports/messenger.ts';
import { createRollout, simulate } from '../rollouts/simulate.ts';
import { SILENT } from '../../support/ingest.ts';

const { rollout } = simulate(createRollout(), 600, {
  errorRate: { candidate: 0.2, baseline: 0 },
});
const notice = toRolloutNotice('churn', 'live', rollout, Date.parse('2026-11-29T05:09:00Z'));

describe('the notice of a roll-out', () => {
  it('is read by people: what, how much, what to do and where', () => {
    const { subject, text } = toRolloutMessage(notice);
    expect(subject).toBe('ROLLED BACK: model churn, alias live, roll-out of version 2 over 1');
    expect(text.split('\n').map((line) => line.replace(/[\d.]+e\+\d+|\d+ of/g, '…'))).toEqual([
      subject,
      '',
      expect.stringMatching(
        /^What: {6}The candidate is worse: … \d+ requests failed \([\d.]+ %\); /,
      ),
      'Traffic:   0 % on version 2, 100 % on 1',
      'Began:     2026-11-29 05:00 UTC',
      'Told:      2026-11-29 05:09 UTC',
      expect.stringMatching(/^Figures: {3}errorRate BAD: .*; 95 % interval .* %; evidence /),
      expect.stringMatching(/^To do: {5}/),
      'Runbook:   docs/runbook.md#roll-outs',
      'Details:   GET /models/churn/aliases/live/rollouts/r1',
    ]);
  });

  it('is read by programs, and nothing else is taken for one', () => {
    expect(parseRolloutNotice(JSON.stringify({ ...notice, text: 'more' }))).toEqual(notice);
    expect(parseRolloutNotice('{"AlarmName": "x"}')).toBeUndefined();
    expect(parseRolloutNotice('hello')).toBeUndefined();
  });

  it('reaches people by the function that tells them of alarms', async () => {
    const sent: [AlarmMessage, string][] = [];
    const original = JSON.stringify(notice);
    const delivery = { id: '1', text: original };
    await notifyOf(delivery, {
      messengers: [
        {
          send: (...told) => {
            sent.push(told);
            return Promise.resolve();
          },
        },
      ],
      findModel: () => Promise.resolve(undefined),
      toDashboardUrl: () => undefined,
      logger: SILENT,
      told: new Told(),
    });
    expect(sent).toEqual([[toRolloutMessage(notice), original]]);
  });
});
