/** Seconds. */
export const MINUTE = 60;
export const HOUR = 3600;

/** Three bad minutes of five: one slow load wakes nobody. */
export const QUICK = { periodSeconds: MINUTE, datapointsToAlarm: 3, evaluationPeriods: 5 };
export const STEADY = { periodSeconds: 5 * MINUTE, datapointsToAlarm: 2, evaluationPeriods: 3 };
export const SLOW = { periodSeconds: HOUR, datapointsToAlarm: 2, evaluationPeriods: 3 };
