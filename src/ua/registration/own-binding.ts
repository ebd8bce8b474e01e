/** Our binding, as a REGISTER names it and as the registrar lists it (RFC 3261 10.2.1, 10.2.4, RFC 5626 4.2). */

import { headerId } from '../../catalogue/index.ts';
import {
  detach,
  Failure,
  indexMessage,
  type Message,
  type NameAddr,
  type Response,
  sameUri,
} from '../../message/index.ts';
import { type Flow } from '../../transport/index.ts';
import { type AgentParts } from '../agent-parts.ts';

const CONTACT = headerId('Contact');
const EXPIRES = headerId('Expires');

/** The Contact values of a message; none where they cannot be read. */
export function bindingsOf(message: Message): readonly NameAddr[] {
  const bindings = message.addresses(CONTACT);
  return bindings instanceof Failure ? [] : bindings;
}

export class OwnBinding {
  private readonly agent: AgentParts;
  /** The URN of the instance, or ''. */
  private readonly instance: string;
  private readonly regId: number;
  /** The URI that the registrar has, as far as we know; '' for none. */
  private bound = '';
  /** Whether a binding of the same instance and reg-id takes the place of the last one (RFC 5626 6). */
  private replaces = false;

  constructor(agent: AgentParts, instance: string, regId: number) {
    this.agent = agent;
    this.instance = instance;
    this.regId = regId;
  }

  /**
   * Contact for a REGISTER by a flow: where we are now, and, if that is not where we were, the removal of the old binding.
   * @param outbound whether the flow is asked for with the binding
   */
  contact(flow: Flow, outbound: boolean): string {
    const uri = this.agent.address(flow);
    const value = `<${uri}>${this.parameters(outbound)}`;
    const isStale = this.bound !== '' && this.bound !== uri && !this.replaces;
    return isStale ? `${value}, <${this.bound}>;expires=0` : value;
  }

  /** Contact for the REGISTER that takes the binding back (10.2.2): as it was made, wherever we are now. */
  removal(flow: Flow, outbound: boolean): string {
    return `<${this.bound === '' ? this.agent.address(flow) : this.bound}>${this.parameters(outbound)}`;
  }

  /**
   * Looks for the binding in a 200 (10.2.4).
   * @param sent the REGISTER
   * @param asked s that it asked for
   * @returns s that the binding is good for; 0 where it is not listed
   */
  receive(sent: string, response: Response, asked: number): number {
    const request = indexMessage(sent);
    const ours = request === undefined ? undefined : bindingsOf(request)[0];
    const own = ours && bindingsOf(response).find((listed) => this.isOurs(listed, ours));
    if (own === undefined) return 0;
    const parameter = own.params.get('expires');
    const header = response.parse(EXPIRES);
    const isNumber = parameter !== undefined && /^\d{1,10}$/.test(parameter);
    const expires = isNumber ? Number(parameter) : typeof header === 'number' ? header : asked;
    if (expires > 0 && ours !== undefined) this.bound = detach(ours.uri.text);
    return expires;
  }

  /** @param replaces whether the registrar takes part in outbound: it then knows the binding by instance and reg-id */
  agreed(replaces: boolean): void {
    this.replaces = replaces;
  }

  private isOurs(listed: NameAddr, ours: NameAddr): boolean {
    if (sameUri(listed.uri, ours.uri)) return true;
    const instance = listed.params.get('+sip.instance');
    return (
      this.instance !== '' && instance === `<${this.instance}>` && listed.params.get('reg-id') === String(this.regId)
    );
  }

  /** RFC 5626 4.1, 4.2.1. The instance is told also to registrars that know nothing of flows. */
  private parameters(outbound: boolean): string {
    if (this.instance === '') return '';
    return `${outbound ? `;reg-id=${this.regId}` : ''};+sip.instance="<${this.instance}>"`;
  }
}
