import { ALARM_IDS } from '../../contract/alarms.ts';
import {
  isListOf,
  isNullable,
  isNumber,
  isOneOf,
  isOptional,
  isShape,
  isText,
} from '../json/guards.ts';
import type { AlarmStatus } from './evaluate-alarms.ts';
import { ALARM_STATES } from './judge-series.ts';

/** Tells whether a line that was kept is a status that this release knows: rules come and go. */
export const isAlarmStatus = isShape<AlarmStatus>({
  alarm: isOneOf(ALARM_IDS),
  model: isText,
  version: isOptional(isText),
  state: isOneOf(ALARM_STATES),
  since: isText,
  values: isListOf(isNullable(isNumber)),
  threshold: isNumber,
  limit: isNumber,
});
