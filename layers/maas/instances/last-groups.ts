/** The most groups that are remembered, as callers may name any. */
const MOST_GROUPS = 1000;

/** Adds a group, or moves it to the end, and forgets the first of too many. */
export function addLast(groups: Set<string>, group: string): void {
  groups.delete(group);
  groups.add(group);
  forgetFirst(groups);
}

/** The same for a group and its value. */
export function setLast<T>(groups: Map<string, T>, group: string, value: T): void {
  groups.delete(group);
  groups.set(group, value);
  forgetFirst(groups);
}

function forgetFirst(groups: Set<string> | Map<string, unknown>): void {
  const [first] = groups.size > MOST_GROUPS ? groups.keys() : [];
  if (first !== undefined) groups.delete(first);
}
