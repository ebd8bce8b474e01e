/** When each place was heard, and how long it was silent in between: a NAT forgets whoever is silent (RFC 4787 4.3, RFC 5626 3.5). */

import { type Hop, type Place } from '../../capture/index.ts';

/** ms: a shorter pause is no silence, no NAT is so forgetful. */
const PAUSE = 20_000;
const MAX_FLOWS = 20_000;
const MAX_HOPS = 65_536;
const MAX_SILENCES = 128;
const MAX_ADDRESSES = 50_000;

/** What went one way between a place and a host. */
interface Flow {
  /** ms since 1970; before it nothing is known. */
  knownSince: number;
  last: number;
  /** Begin and end of each silence, by turns. */
  readonly silences: number[];
}

/** Notes the times of messages and keep-alives, pauses only. */
export class FlowBook {
  readonly #flows = new Map<string, Flow>();
  readonly #byHop = new Map<Hop, Flow>();
  readonly #sources = new Set<string>();

  /** Something went this way. @param time ms since 1970 */
  note(hop: Hop, time: number): void {
    let flow = this.#byHop.get(hop);
    if (flow === undefined) {
      flow = this.#flowOf(hop, time);
      if (flow === undefined) return;
    }
    if (!(time >= flow.last)) return;
    if (time - flow.last >= PAUSE) {
      if (flow.silences.length >= 2 * MAX_SILENCES) {
        flow.knownSince = flow.silences[1];
        flow.silences.splice(0, 2);
      }
      flow.silences.push(flow.last, time);
    }
    flow.last = time;
  }

  /**
   * How long nothing had come from a place to a host, up to a moment, in ms; 0 where less than 20 s; undefined where it was not heard before,
   * or the capture has no times.
   */
  silenceBefore(source: Place, host: string, time: number): number | undefined {
    const flow = this.#flows.get(keyOf(source, host));
    if (flow === undefined || !(time >= flow.knownSince)) return undefined;
    if (time >= flow.last) return time - flow.last;
    const { silences } = flow;
    for (let i = 0; i < silences.length; i += 2)
      if (time >= silences[i] && time <= silences[i + 1]) return time - silences[i];
    return 0;
  }

  /** Whether anything at all came from an address. */
  isHeard(address: string): boolean {
    return this.#sources.has(address);
  }

  #flowOf(hop: Hop, time: number): Flow | undefined {
    const { source, destination } = hop;
    if (this.#sources.size < MAX_ADDRESSES) this.#sources.add(source.address);
    const key = keyOf(source, destination.address);
    let flow = this.#flows.get(key);
    if (flow === undefined) {
      if (this.#flows.size >= MAX_FLOWS || Number.isNaN(time)) return undefined;
      this.#flows.set(key, (flow = { knownSince: time, last: time, silences: [] }));
    }
    if (this.#byHop.size >= MAX_HOPS) this.#byHop.clear();
    this.#byHop.set(hop, flow);
    return flow;
  }
}

function keyOf({ address, port }: Place, host: string): string {
  return `${address} ${port} ${host}`;
}
