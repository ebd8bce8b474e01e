/** The phone of a command: opened on the sockets of this machine, and closed in order (RFC 3261 8, 18, RFC 3263). */
import { isIP } from 'node:net';
import { type AudioCodec } from '../media/index.ts';
import { Failure, formatHost, parseUri, type SipError, type Uri } from '../message/index.ts';
import { addressToward, type NodeNetwork, openNetwork } from '../node/index.ts';
import { Phone, type PhoneOptions } from '../phone/index.ts';
import type { Destination } from '../transport/index.ts';
import { type Account, readProxy } from './account.ts';
import type { AccountOptions } from './account-options.ts';
import { CommandError, EXIT } from './exit-code.ts';
import { type Io, say } from './io.ts';

export interface PhoneParts extends Pick<PhoneOptions, 'policy' | 'sound'> {
  /** undefined where calls are made without one. */
  readonly account: Account | undefined;
  /** Whom it is for, as typed, where that is one alone: the way there decides which address is ours. */
  readonly target?: string;
  /** In order of preference; those of `RtpMedia` when left out. */
  readonly codecs?: readonly AudioCodec[];
  /** Of what is played and recorded, Hz. */
  readonly sampleRate?: number;
  /** A host has no address; people are told when left out. */
  readonly onNoAddress?: (host: string) => void;
}

/** ms for the other sides to answer what is sent at the end; without them the process ends all the same. */
const FAREWELL_MS = 3_000;
/** s between keep-alives: a NAT forgets a way over UDP after 30 s and more. */
export const KEEP_ALIVE = 25;

export interface OpenPhone {
  readonly phone: Phone;
  /** From what was typed to whom is meant. @throws CommandError for what is nobody */
  readonly uriOf: (typed: string) => string;
  /** Hangs up, takes the registration back, and closes the sockets. May be called again. */
  close(): Promise<void>;
  /** Closes the sockets, and says nothing more to anybody. */
  abandon(): Promise<void>;
}

/** @throws CommandError, SipError (as a rejection): what is typed wrong, and ports that are taken */
export async function openPhone(io: Io, options: AccountOptions, parts: PhoneParts): Promise<OpenPhone> {
  const { account, target } = parts;
  if (account === undefined && target !== undefined) checkHost(target);
  const proxy = options.proxy === undefined ? undefined : readProxy(options.proxy);
  if (options.address !== undefined && isIP(options.address) === 0)
    throw new CommandError(EXIT.usage, `--address "${options.address}" is no numeric address`);
  const network = await openNetwork({
    address: options.address,
    port: options.port,
    transports: options.transport === undefined ? undefined : [options.transport === 'tcp' ? 'TCP' : 'UDP'],
  });
  try {
    const address = await ownAddress(network, options, proxy ?? account?.uri.text ?? target);
    const phone = new Phone({
      ...network,
      resolve: resolveBy(network, options.transport, parts.onNoAddress ?? ((host) => say(io, noAddress(host)))),
      identity: account?.identity ?? `sip:${userName(io)}@${formatHost(address)}`,
      credentials: credentialsOf(account),
      outboundProxy: proxy,
      // Whoever has no address is called by that of the machine, with any name.
      answersFor: account === undefined ? 'anyone' : [],
      rtp: { address, codecs: parts.codecs, sampleRate: parts.sampleRate },
      policy: parts.policy,
      sound: parts.sound,
    });
    return opened(phone, network, account !== undefined);
  } catch (error) {
    await network.close(0);
    throw error;
  }
}

function opened(phone: Phone, network: NodeNetwork, hasAccount: boolean): OpenPhone {
  let closing: Promise<void> | undefined;
  const close = async (isPolite: boolean) => {
    // A BYE may be lost, or challenged: its answer is waited for.
    if (isPolite) await within(FAREWELL_MS, phone.agent.close());
    phone.agent.stop();
    if (isPolite) await phone.close(0);
    await network.close();
  };
  return {
    phone,
    uriOf: (typed) => {
      if (!hasAccount) checkHost(typed);
      try {
        return phone.uriOf(typed);
      } catch (error) {
        throw new CommandError(EXIT.usage, (error as SipError).message);
      }
    },
    close: () => (closing ??= close(true)),
    abandon: () => (closing ??= close(false)),
  };
}

/** Whoever has no account has no host either that a name alone could be at. @throws CommandError */
function checkHost(typed: string): void {
  const name = typed.trim();
  if (/@|^sips?:|^\d+(?:\.\d+){3}(?::\d+)?$/i.test(name)) return;
  throw new CommandError(
    EXIT.usage,
    `"${name}" at which host? Write ${name}@example.com, or say who you are with --as`,
  );
}

/** Waits for a promise that may take its time. */
async function within(ms: number, promise: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([promise, late]);
  clearTimeout(timer);
}

function credentialsOf(account: Account | undefined): PhoneOptions['credentials'] {
  if (account === undefined || account.password === '') return undefined;
  const { authUser, password } = account;
  return authUser === undefined ? { password } : { username: authUser, password };
}

/** The address for sound: the one that leads to the other side, which may be another than leads outwards. */
async function ownAddress(network: NodeNetwork, { address }: AccountOptions, toward = ''): Promise<string> {
  if (address !== undefined && address !== '0.0.0.0' && address !== '::') return address;
  const uri = parseUri(/^sips?:/i.test(toward) ? toward : `sip:${toward}`);
  if (uri instanceof Failure || !uri.isSip) return network.address;
  const [destination] = await new Promise<readonly Destination[]>((done) => network.resolve(uri, done));
  return destination === undefined ? network.address : addressToward(destination.address);
}

/** What the address does not say, the user may: then UDP is not what it stands for (RFC 3263 4.1). */
function resolveBy(
  network: NodeNetwork,
  transport: AccountOptions['transport'],
  onNoAddress: (host: string) => void,
): NodeNetwork['resolve'] {
  return (uri: Uri, done) =>
    network.resolve(uri, (found) => {
      if (found.length === 0) onNoAddress(uri.host);
      done(transport === 'tcp' ? found.map(asTcp) : found);
    });
}

function asTcp(destination: Destination): Destination {
  return destination.transport === 'UDP' ? { ...destination, transport: 'TCP' } : destination;
}

/** For people. */
export function noAddress(host: string): string {
  return `${host} has no address: is the name right, and the network there?`;
}

function userName({ env }: Io): string {
  const name = env.USER ?? env.LOGNAME ?? '';
  return /^[\w.-]+$/.test(name) ? name : 'phone';
}
