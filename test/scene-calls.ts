/** Calls that tests of the diagnosis begin with: answered, directly or through a proxy, with sound both ways. */
import { type HopTransport, type Place } from '../src/capture/index.ts';
import { type Headers, type Scene, type Sent, sdp } from './scene.ts';

/** What may be said of a call beside who is in it. */
export interface CallOptions {
  /** The bodies of INVITE and 200; none where they are left out. */
  readonly offer?: string;
  readonly answer?: string;
  /** Headers of INVITE and 200. */
  readonly invite?: Headers;
  readonly ok?: Headers;
  readonly transport?: HopTransport;
  /** Whether the ACK goes by; it does unless it is said otherwise. */
  readonly ack?: boolean;
}

/** A call that is up. */
export interface UpCall {
  readonly all: Scene;
  readonly phone: Place;
  readonly callee: Place;
  /** As the caller sent it, and as the caller got its answer. */
  readonly invite: Sent;
  readonly ok: Sent;
}

/** A call from one place to another, answered and acknowledged. */
export function answeredCall(all: Scene, phone: Place, callee: Place, options: CallOptions = {}): UpCall {
  all.call();
  const invite = all.request(phone, callee, 'INVITE', {
    body: options.offer,
    headers: options.invite,
    transport: options.transport,
  });
  all.respond(invite, 180);
  const ok = all.respond(invite, 200, { body: options.answer, headers: options.ok });
  if (options.ack !== false) all.ack(invite, ok);
  return { all, phone, callee, invite, ok };
}

/** A call through a proxy that stays on the path; `inner` and `answer` are what the called side got and sent. */
export interface ProxiedCall extends UpCall {
  readonly proxy: Place;
  readonly inner: Sent;
  readonly answer: Sent;
}

/** The same through a proxy, which writes Record-Route unless `recordRoute` is ''. */
export function proxiedCall(
  all: Scene,
  phone: Place,
  proxy: Place,
  callee: Place,
  options: CallOptions & { recordRoute?: string; innerOffer?: string; outerAnswer?: string } = {},
): ProxiedCall {
  all.call();
  const { recordRoute = `<sip:${proxy.address};lr>`, transport } = options;
  const route: Headers = recordRoute === '' ? {} : { 'Record-Route': recordRoute };
  const invite = all.request(phone, proxy, 'INVITE', { body: options.offer, headers: options.invite, transport });
  all.respond(invite, 100);
  const inner = all.request(proxy, callee, 'INVITE', {
    via: invite,
    headers: route,
    ...(options.innerOffer === undefined ? {} : { body: options.innerOffer }),
  });
  const answer = all.respond(inner, 200, { body: options.answer, headers: options.ok });
  const { outerAnswer } = options;
  const ok = all.passOn(answer, proxy, phone, (text) =>
    outerAnswer === undefined ? text : withBody(text, outerAnswer),
  );
  const call = { all, phone, proxy, callee, invite, inner, answer, ok };
  if (options.ack !== false) relayed(call, 'ACK', { ...(recordRoute === '' ? {} : { Route: recordRoute }) });
  return call;
}

/** A request of the caller within the call, on both hops. @returns what reached the called side */
export function relayed(
  { all, phone, proxy, callee, invite, ok }: ProxiedCall,
  method: string,
  headers: Headers = {},
): Sent {
  const outer = method === 'ACK' ? all.ack(invite, ok, { headers }) : all.request(phone, proxy, method, { headers });
  return all.request(proxy, callee, method, { via: outer, headers: { Route: undefined } });
}

/** The 200 again and again, at the intervals of RFC 3261 13.3.1.4, as long as 32 seconds. */
export function unacknowledged(all: Scene, again: () => void, times = 9): void {
  for (const ms of [500, 1000, 2000, 4000, 4000, 4000, 4000, 4000, 4000].slice(0, times)) {
    all.wait(ms - 10);
    again();
  }
}

/** RTP both ways at the same time. */
export function talk(all: Scene, a: Place, b: Place, options: Parameters<Scene['rtp']>[2] = {}): void {
  const { time } = all;
  all.rtp(a, b, options);
  all.time = time;
  all.rtp(b, a, options);
}

/** The BYE of the caller, or of the called side, with its 200. */
export function hangUp(
  { all, phone, callee }: UpCall,
  by: 'caller' | 'callee' = 'caller',
  headers: Headers = {},
): Sent {
  const [from, to] = by === 'caller' ? [phone, callee] : [callee, phone];
  const bye = all.request(from, to, 'BYE', { back: by === 'callee', headers });
  all.respond(bye, 200);
  return bye;
}

/** A description for a place: `sdp` with its address and port. */
export function sdpAt({ address, port }: Place, options: Parameters<typeof sdp>[2] = {}): string {
  return sdp(address, port, options);
}

function withBody(text: string, body: string): string {
  const head = text
    .slice(0, text.indexOf('\r\n\r\n'))
    .replace(/^Content-Length: .*$/m, `Content-Length: ${body.length}`);
  return `${head}\r\n\r\n${body}`;
}
