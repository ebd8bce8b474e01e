/** When reports are due, for two parties (RFC 3550 6.2, 6.3). */

/** RECOMMENDED fixed minimum (6.2), and half of it before the first report (6.3.1). */
const MINIMUM_MS = 5000;
const FIRST_MINIMUM_MS = 2500;
/** Intervals of silence after which a participant has timed out (6.2.1). */
const TIMEOUT_INTERVALS = 5;
/** The share of the session bandwidth that reports may take (6.2). */
const RTCP_SHARE = 0.05;
const MEMBERS = 2;
/** IPv4 and UDP: the sizes count them (6.2). */
const LOWER_LAYERS = 28;
/** A report with one block and a CNAME, before there is an average. */
const PROBABLE_SIZE = 100;

/**
 * With two parties neither timer reconsideration nor its reverse is needed (6.3), and therefore no division by e - 3/2,
 * which only makes up for them; the randomisation stays. Both parties share the bandwidth equally, since senders are
 * always more than a quarter of two members, or nobody sends (6.3.1).
 */
export class RtcpSchedule {
  readonly #random: () => number;
  readonly #octetsPerMs: number;
  #averageSize = PROBABLE_SIZE + LOWER_LAYERS;
  #initial = true;
  #next: number;

  /**
   * @param random at least 0, less than 1
   * @param sessionBandwidth of both directions together, octets/s
   */
  constructor(nowMs: number, random: () => number, sessionBandwidth: number) {
    this.#random = random;
    this.#octetsPerMs = (sessionBandwidth * RTCP_SHARE) / 1000;
    this.#next = nowMs + this.#interval();
  }

  /** After so long without any packet the peer counts as gone (6.3.5), ms. */
  get timeoutMs(): number {
    // With the fixed minimum, also where somebody uses a reduced one (6.2).
    return TIMEOUT_INTERVALS * Math.max(MINIMUM_MS, this.#bandwidthInterval());
  }

  /** Whether a report is to be sent now. @param nowMs monotonic */
  isDue(nowMs: number): boolean {
    return nowMs >= this.#next;
  }

  /** A compound packet came. @param octets without lower layers */
  received(octets: number): void {
    this.#average(octets);
  }

  /** A compound packet left: the next one is due an interval later. @param octets without lower layers */
  sent(octets: number, nowMs: number): void {
    this.#average(octets);
    this.#initial = false;
    this.#next = nowMs + this.#interval();
  }

  #average(octets: number): void {
    this.#averageSize += (octets + LOWER_LAYERS - this.#averageSize) / 16;
  }

  #interval(): number {
    const deterministic = Math.max(this.#initial ? FIRST_MINIMUM_MS : MINIMUM_MS, this.#bandwidthInterval());
    return deterministic * (0.5 + this.#random());
  }

  #bandwidthInterval(): number {
    return (MEMBERS * this.#averageSize) / this.#octetsPerMs;
  }
}
