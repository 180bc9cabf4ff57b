export interface LogLine {
  readonly time: string;
  readonly level: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

/** A log line for human eyes: `01:48:07 warn  predict  The message. requestId=…` */
export function formatLine({
  time,
  level,
  message,
  function: functionName = 'local',
  ...fields
}: LogLine): string {
  const details = Object.entries(fields).map(([name, value]) => `${name}=${formatValue(value)}`);
  return [
    time.slice(11, 19),
    level.padEnd(5),
    String(functionName).padEnd(7),
    message,
    ...details,
  ].join(' ');
}

/** Formats a value; an error is what it says, as its stack is in the file. */
function formatValue(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null && 'message' in value) {
    return JSON.stringify(value.message);
  }
  return JSON.stringify(value);
}
