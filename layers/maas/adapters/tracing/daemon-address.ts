/** X-Ray's daemon takes datagrams at this address. */
export interface DaemonAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * Reads `AWS_XRAY_DAEMON_ADDRESS`: `host:port`, or `tcp:host:port udp:host:port`.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-sdk-nodejs-configuration.html
 * @returns undefined for what is none
 */
export function parseDaemonAddress(text: string | undefined): DaemonAddress | undefined {
  const parts = (text ?? '').trim().split(/\s+/);
  const udp = parts.length === 1 ? parts[0] : parts.find((part) => part.startsWith('udp:'));
  const [, host, port] = /^(?:udp:)?([^\s:]+|\[[\da-fA-F:]+\]):(\d{1,5})$/.exec(udp ?? '') ?? [];
  if (host === undefined || Number(port) > 65_535) return undefined;
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}
