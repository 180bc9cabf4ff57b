import { QUICK, STEADY } from './alarm-periods.ts';

/** The alarms of an endpoint's function, part of `ALARM_RULES`. */
export const ENDPOINT_ALARM_RULES = {
  EndpointErrors: {
    title: 'the function of an endpoint fails',
    what:
      'In two of three times five minutes the function of an endpoint ended a call by dying, by ' +
      'running out of memory or out of time.',
    todo: "See the endpoint's log for what it did last, and give it more memory or point the alias back.",
    runbook: 'endpointerrors',
    watch: { kind: 'function', metric: 'Errors' },
    ...STEADY,
    comparison: 'GreaterThanThreshold',
    threshold: 0,
    missingData: 'notBreaching',
  },
  EndpointThrottles: {
    title: 'calls of an endpoint find no instance',
    what:
      'In three of five minutes calls of an endpoint were refused, because as many instances as ' +
      'it may have were busy.',
    todo: "Raise the endpoint's maxConcurrency, or the quota of the account, or ask callers for less.",
    runbook: 'endpointthrottles',
    watch: { kind: 'function', metric: 'Throttles' },
    ...QUICK,
    comparison: 'GreaterThanThreshold',
    threshold: 0,
    missingData: 'notBreaching',
  },
  EndpointSpillover: {
    title: 'calls of an endpoint wait for a start',
    what:
      'In two of three times five minutes calls of a provisioned endpoint found all warm ' +
      'instances busy, and started others.',
    todo: "Raise the endpoint's maxCapacity, or its minCapacity where load comes at once.",
    runbook: 'endpointspillover',
    watch: { kind: 'function', metric: 'ProvisionedConcurrencySpilloverInvocations' },
    ...STEADY,
    comparison: 'GreaterThanThreshold',
    threshold: 0,
    missingData: 'notBreaching',
  },
} as const;
