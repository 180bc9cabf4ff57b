const MS_PER_SECOND = 1000;
const NS_PER_MS = 1e6;

/** Milliseconds on a clock that all processes of the machine have in common, and that nobody sets. */
export function sharedMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * MS_PER_SECOND + nanoseconds / NS_PER_MS;
}
