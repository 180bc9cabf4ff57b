/** One instance that has a request. */
export interface Busy {
  /** The group that its request belongs to. */
  readonly group: string;
  /** Milliseconds since it began that request. */
  readonly heldMs: number;
}

/** A group that wants an instance. */
export interface Claim {
  readonly group: string;
  /** True if it is known to give its instances back. */
  readonly isProven: boolean;
}

/** Milliseconds after which an instance counts as held: others do not wait for it any longer. */
const HELD_MS = 400;
/** Instances above the limit, for those who would wait behind models that hold all others. */
export const SPARES = 4;
/**
 * The part of the spares that only proven groups have: however many models hang, those that answer
 * find one.
 */
const KEPT_SPARES = 2;

/** How many instances there may be. */
export interface Capacity {
  readonly limit: number;
  /** How many spare ones there may be above the limit. */
  readonly spares: number;
}
/** The part of the queue's places that one group leaves to others. */
const QUEUE_SHARE = 0.75;

/**
 * Tells whether one group may have another instance. It has the limit at most: spares are for
 * others than those who hold the rest.
 */
export function mayTake(
  { group, isProven }: Claim,
  busy: readonly Busy[],
  { limit, spares }: Capacity,
): boolean {
  if (!isProven && busy.length >= limit + toOpenSpares(spares)) return false;
  return busy.filter((other) => other.group === group).length < limit;
}

/**
 * Tells whether another instance may start for this group: below the limit always, above it where
 * every one is held by others.
 */
export function mayStart(
  { group, isProven }: Claim,
  busy: readonly Busy[],
  instances: number,
  capacity: Capacity,
): boolean {
  const { limit, spares } = capacity;
  if (instances < limit) return true;
  if (instances >= limit + (isProven ? spares : toOpenSpares(spares))) return false;
  return mayAnyStart(busy, instances, capacity) && busy.every((other) => other.group !== group);
}

/**
 * Tells whether `mayStart` says so of any group at all: it need not be asked for each that waits.
 */
export function mayAnyStart(
  busy: readonly Busy[],
  instances: number,
  { limit, spares }: Capacity,
): boolean {
  if (instances < limit) return true;
  if (instances >= limit + spares || busy.length < instances) return false;
  return busy.every(({ heldMs }) => heldMs >= HELD_MS);
}

/**
 * Tells whether an instance should start before anybody waits: all are held, and who comes next
 * would wait for it to start.
 */
export function needsSpare(
  busy: readonly Busy[],
  instances: number,
  { limit, spares }: Capacity,
): boolean {
  if (instances >= limit + spares || busy.length < instances) return false;
  return busy.length > 0 && busy.every(({ group, heldMs }) => group !== '' && heldMs >= HELD_MS);
}

/**
 * Tells whether one group may have another place in the queue: one model's callers must not fill it
 * for all. Without groups there is nobody to leave room to.
 */
export function mayWait(
  group: string,
  waiting: readonly { readonly group: string }[],
  places: number,
): boolean {
  const share = group === '' ? places : Math.ceil(places * QUEUE_SHARE);
  return waiting.length < places && waiting.filter((other) => other.group === group).length < share;
}

/**
 * The one that is warm for a group, used last; where none is, the one with which others lose least.
 * A model that ends its instances finds none that is warm for it, and so leaves those alone that
 * serve others.
 * @param idle the last used last
 */
export function chooseIdle<T extends { readonly served: ReadonlySet<string> }>(
  group: string,
  idle: readonly T[],
): T | undefined {
  const [coldest] = idle.toReversed().sort((a, b) => a.served.size - b.served.size);
  return idle.findLast(({ served }) => served.has(group)) ?? coldest;
}

/**
 * Those who wait for an instance of their group that has answered and is about to come back, one
 * each: it is warm for them, and sooner there than another could start. Where an idle one is warm
 * for them, they take that.
 * @param returning the groups of the instances that are about to come back
 */
export function findAwaiting<T extends { readonly group: string }>(
  queue: readonly T[],
  returning: readonly string[],
  idle: readonly { readonly served: ReadonlySet<string> }[],
): ReadonlySet<T> {
  const places = [...returning];
  const awaiting = queue.filter(({ group }) => {
    const place = idle.some(({ served }) => served.has(group)) ? -1 : places.indexOf(group);
    if (place !== -1) places.splice(place, 1);
    return place !== -1;
  });
  return new Set(awaiting);
}

/** The spares that a group may have which is not known to give its instances back. */
function toOpenSpares(spares: number): number {
  return Math.max(0, spares - KEPT_SPARES);
}
