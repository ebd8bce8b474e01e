/** A binding as it is kept: flat, detached from the message that brought it, and sharing what an earlier one had already. */

import { detach, SipError } from '../message/index.ts';
import type { Interned } from './interned.ts';
import type { Binding, BindingFlow } from './store.ts';

const NO_PATH: readonly string[] = Object.freeze([]);

export class KeptBinding implements Binding {
  readonly contact: string;
  readonly params: string;
  readonly q: number;
  readonly expiresAt: number;
  readonly callId: string;
  readonly cseq: number;
  readonly path: readonly string[];
  readonly flow: BindingFlow | undefined;
  readonly userAgent: string;
  readonly updatedAt: number;
  readonly #row: number;

  /** @param kept its strings are detached already */
  constructor(row: number, kept: Binding) {
    this.contact = kept.contact;
    this.params = kept.params;
    this.q = kept.q;
    this.expiresAt = kept.expiresAt;
    this.callId = kept.callId;
    this.cseq = kept.cseq;
    this.path = kept.path.length === 0 ? NO_PATH : kept.path;
    this.flow = kept.flow;
    this.userAgent = kept.userAgent;
    this.updatedAt = kept.updatedAt;
    this.#row = row;
  }

  /**
   * The number that a database keeps it under. A contact keeps its row while it is refreshed, and rows are numbered in
   * the order in which contacts came, so refreshes, which come in that order again, touch neighbouring rows.
   */
  static rowOf(binding: KeptBinding): number {
    return binding.#row;
  }
}

/**
 * @param earlier the binding of the same contact that this one replaces
 * @throws SipError `SIP_BAD_BINDING` for numbers that no store can keep
 */
export function keepBinding(
  binding: Binding,
  row: number,
  earlier: KeptBinding | undefined,
  interned: Interned,
): KeptBinding {
  checkNumbers(binding);
  const { userAgent } = binding;
  return new KeptBinding(row, {
    contact: earlier === undefined ? detach(binding.contact) : earlier.contact,
    params: keepText(binding.params, earlier?.params),
    q: binding.q,
    expiresAt: binding.expiresAt,
    callId: keepText(binding.callId, earlier?.callId),
    cseq: binding.cseq,
    path: keepPath(binding.path, earlier?.path),
    flow: binding.flow && keepFlow(binding.flow, earlier?.flow, interned),
    userAgent: userAgent === earlier?.userAgent ? earlier.userAgent : interned.of(userAgent),
    updatedAt: binding.updatedAt,
  });
}

/** Best `q` first, then newest first; by contact where even that is equal, so that a restart changes nothing. */
export function inOrder(bindings: readonly KeptBinding[]): readonly KeptBinding[] {
  return bindings.length < 2 ? bindings : bindings.toSorted(compare);
}

function compare(a: Binding, b: Binding): number {
  return b.q - a.q || b.updatedAt - a.updatedAt || (a.contact < b.contact ? -1 : 1);
}

// One value that a database refuses would fail the whole batch, and with it the writes of others.
function checkNumbers({ q, expiresAt, cseq, updatedAt, contact }: Binding): void {
  if (
    !Number.isSafeInteger(q) ||
    !Number.isSafeInteger(expiresAt) ||
    !Number.isSafeInteger(cseq) ||
    !Number.isSafeInteger(updatedAt)
  ) {
    throw new SipError('SIP_BAD_BINDING', `q, expiresAt, cseq and updatedAt of ${contact} must be whole numbers`);
  }
}

function keepText(text: string, earlier: string | undefined): string {
  return text === earlier ? earlier : detach(text);
}

function keepPath(path: readonly string[], earlier: readonly string[] | undefined): readonly string[] {
  if (path.length === 0) return NO_PATH;
  if (earlier?.length === path.length && path.every((hop, i) => hop === earlier[i])) return earlier;
  return path.map(detach);
}

function keepFlow(flow: BindingFlow, earlier: BindingFlow | undefined, interned: Interned): BindingFlow {
  if (
    earlier !== undefined &&
    flow.remotePort === earlier.remotePort &&
    flow.connection === earlier.connection &&
    flow.localPort === earlier.localPort &&
    flow.remoteAddress === earlier.remoteAddress &&
    flow.localAddress === earlier.localAddress &&
    flow.transport === earlier.transport
  ) {
    return earlier;
  }
  return {
    transport: interned.of(flow.transport),
    localAddress: interned.of(flow.localAddress),
    localPort: flow.localPort,
    remoteAddress: detach(flow.remoteAddress),
    remotePort: flow.remotePort,
    connection: flow.connection,
  };
}
