/** Takes the lines of metrics out of a function's stdout, as its host does. */
export function catchMetricLines(onLine: (line: string) => void): () => void {
  const { stdout } = process;
  const write = stdout.write.bind(stdout);
  stdout.write = (chunk: unknown, ...rest: never[]) => {
    if (typeof chunk !== 'string' || !chunk.startsWith('{"_aws"')) {
      return write(chunk as string, ...rest);
    }
    onLine(chunk);
    return true;
  };
  return () => {
    stdout.write = write;
  };
}
