/** Requests that a person waits for; the others programs send by themselves, again and again. */

const automatic: ReadonlySet<string> = new Set(['OPTIONS', 'SUBSCRIBE', 'NOTIFY', 'PUBLISH']);

/** Whether somebody misses something at once when a request of this method is refused. */
export function isPersonal(method: string): boolean {
  return !automatic.has(method);
}
