/** The shape of the fault bench: captures of calls with one fault each, and of calls without any. */

/** Who made the messages of a capture. */
export type Maker = 'simulation' | 'sipp' | 'baresip' | 'linphone' | 'kamailio';

/**
 * - `known`: made while the rules were written.
 * - `held out`: made after the rules were frozen, by somebody who knew the RFCs, the symptoms and the list of findings, and not the rules.
 */
export type FaultSet = 'known' | 'held out';

/** One call, registration, … with one fault in it. */
export interface Fault {
  /** Unique; what was done to it, in a few words. */
  readonly name: string;
  /** What somebody who has this fault would say. */
  readonly symptom: string;
  /** The id of the finding that is the root cause. */
  readonly expected: string;
  /** Of a fault held out: what was said instead when it was diagnosed first, before any rule was mended for it. */
  readonly firstSaid?: string;
  readonly maker: Maker;
  readonly set: FaultSet;
  /**
   * Makes the capture.
   * @param folder of its own, where it may leave whatever it needs
   * @returns the file
   */
  readonly record: (folder: string) => Promise<string>;
}

/** One call without a fault, however untidy. */
export interface Healthy {
  readonly name: string;
  readonly maker: Maker;
  readonly record: (folder: string) => Promise<string>;
}
