/** What an AbortSignal is to stop, as long as there is something to stop. */

/**
 * @param until the signal is let go when this is settled
 * @throws the signal's reason where it was aborted already
 */
export function onAbort(signal: AbortSignal | undefined, until: PromiseLike<unknown>, action: () => void): void {
  if (signal === undefined) return;
  signal.throwIfAborted();
  signal.addEventListener('abort', action, { once: true });
  const release = () => signal.removeEventListener('abort', action);
  until.then(release, release);
}
