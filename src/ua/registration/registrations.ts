/** The registrations of a user agent: what they share is the instance, and the network under them (RFC 3261 10.2, RFC 5626 4.1, 4.2). */

import { formatHost, SipError, type Uri } from '../../message/index.ts';
import { type Flow } from '../../transport/index.ts';
import { type AgentParts } from '../agent-parts.ts';
import { Registration, type RegistrationHost } from './registration.ts';
import { type RegisterOptions } from './registration-options.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** RFC 8141 2, without what would end the quoted string that it is written in. */
const URN = /^urn:[a-z0-9][a-z0-9-]{0,30}[a-z0-9]:[^\s"<>\\]+$/i;

export class Registrations implements RegistrationHost {
  /** Whether the network is gone. */
  offline = false;
  private readonly agent: AgentParts;
  /** The address-of-record. */
  private readonly uri: Uri;
  /** The URN of the instance, or ''. */
  private readonly instance: string;
  private readonly live = new Set<Registration>();

  /** @throws SipError SIP_OPTIONS for an `instanceId` that is neither a UUID nor a URN */
  constructor(agent: AgentParts, uri: Uri, instanceId: string | undefined) {
    this.agent = agent;
    this.uri = uri;
    this.instance = instanceId === undefined ? '' : UUID.test(instanceId) ? `urn:uuid:${instanceId}` : instanceId;
    if (this.instance !== '' && !URN.test(this.instance))
      throw new SipError('SIP_OPTIONS', `instanceId: neither a UUID nor a URN: ${this.instance}`, { rfc: '5626 4.1' });
  }

  /** @throws SipError SIP_URI_INVALID, SIP_OPTIONS, as `UserAgent.register` */
  register(options: RegisterOptions): Registration {
    const { agent, instance } = this;
    const { scheme, host, port } = this.uri;
    const { signal, registrar = `${scheme}:${formatHost(host)}${port === 0 ? '' : `:${port}`}` } = options;
    signal?.throwIfAborted();
    const { regId = this.freeRegId() } = options;
    const registration = new Registration({ agent, registrar, instance, regId }, this, options);
    this.live.add(registration);
    signal?.addEventListener('abort', () => void registration.unregister(), { once: true });
    registration.begin();
    return registration;
  }

  /**
   * Whether a registrar sends what is for us by this flow, and by no other: then Contact asks the peers of dialogs for the
   * same (RFC 5626 4.3).
   */
  hold(flow: Flow): boolean {
    for (const registration of this.live) if (registration.holds(flow)) return true;
    return false;
  }

  receiveClosed(flow: Flow, error: string): void {
    for (const registration of [...this.live]) registration.receiveClosed(flow, error);
  }

  receivePong(flow: Flow): void {
    for (const registration of this.live) registration.receivePong(flow);
  }

  /** The network is gone. */
  suspend(): void {
    this.offline = true;
    for (const registration of this.live) registration.suspend();
  }

  /** The network is there: the same, or another one. */
  renew(): void {
    this.offline = false;
    for (const registration of [...this.live]) registration.renew();
  }

  /** Gives all of them up. */
  async unregister(): Promise<void> {
    await Promise.all([...this.live].map((registration) => registration.unregister()));
  }

  // ---- from a registration ----

  standsBeside(one: Registration): boolean {
    for (const other of this.live) if (other !== one && other.active) return true;
    return false;
  }

  onEnd(one: Registration): void {
    this.live.delete(one);
  }

  /** The same after each start of the program, as long as it registers in the same order (RFC 5626 4.2.1). */
  private freeRegId(): number {
    const taken = new Set([...this.live].map(({ regId }) => regId));
    let regId = 1;
    while (taken.has(regId)) regId++;
    return regId;
  }
}
