/** The event packages and templates in use: those registered at IANA, and those that phones just send (RFC 6665 5). */

/** A row: an event package or template, and how phones write about it. */
/** A row of the table. */
export interface EventPackage {
  /** As in Event; compared byte by byte (RFC 6665 8.2.1). */
  readonly name: string;
  /** A template applies to a package: `presence.winfo` (RFC 6665 5.2). */
  readonly kind: 'package' | 'template';
  /** At IANA. */
  readonly registered: boolean;
  /** The media types of its notifications, the default first; empty for no body, or any. */
  readonly bodies: readonly string[];
  /** s that a subscription lasts by default, where its RFC says so; undefined where it does not, or it was not looked up. */
  readonly expires: number | undefined;
  /** Whether Sipwright reads and writes its bodies. */
  readonly implemented: boolean;
  readonly rfc: string | undefined;
}

/** What holds for most rows. */
const plain = { kind: 'package', registered: true, bodies: [], expires: undefined, implemented: false } as const;
/** NOTIFY and SUBSCRIBE of phones, told by their makers alone. */
const phones = { ...plain, registered: false, rfc: undefined } as const;
const written = { ...plain, implemented: true } as const;

/** The table, in alphabetical order of the names. */
/** In the order of their names. */
export const eventPackages = [
  { ...phones, name: 'as-feature-event', bodies: ['application/x-as-feature-event+xml'] },
  { ...plain, name: 'call-completion', bodies: ['application/call-completion'], rfc: '6910' },
  // Its NOTIFY tells the appearances of a shared line in Call-Info.
  { ...phones, name: 'call-info' },
  // Outside of any subscription: fetch the configuration, or restart.
  { ...phones, name: 'check-sync' },
  { ...plain, name: 'conference', bodies: ['application/conference-info+xml'], expires: 3600, rfc: '4575 3' },
  { ...written, name: 'dialog', bodies: ['application/dialog-info+xml'], expires: 3600, rfc: '4235 3' },
  // Within a call: put it on hold, as a key would.
  { ...phones, name: 'hold' },
  // Keeps a binding of a NAT; any answer will do.
  { ...phones, name: 'keep-alive' },
  { ...plain, name: 'kpml', bodies: ['application/kpml-response+xml'], rfc: '4730' },
  { ...phones, name: 'line-seize' },
  {
    ...written,
    name: 'message-summary',
    bodies: ['application/simple-message-summary'],
    expires: 3600,
    rfc: '3842 3',
  },
  { ...written, name: 'presence', bodies: ['application/pidf+xml'], expires: 3600, rfc: '3856 6' },
  // How long it lasts is the notifier's choice (RFC 3515 2.4.4).
  { ...written, name: 'refer', bodies: ['message/sipfrag'], rfc: '3515 3' },
  { ...written, name: 'reg', bodies: ['application/reginfo+xml'], expires: 3761, rfc: '3680 4' },
  // Within a call that rings: answer it, as a key would; or take it off hold.
  { ...phones, name: 'talk' },
  { ...plain, name: 'ua-profile', rfc: '6080' },
  { ...plain, name: 'vq-rtcpxr', bodies: ['application/vq-rtcpxr'], rfc: '6035' },
  {
    ...plain,
    name: 'winfo',
    kind: 'template',
    bodies: ['application/watcherinfo+xml'],
    expires: 3600,
    rfc: '3857 4',
  },
  { ...plain, name: 'xcap-diff', bodies: ['application/xcap-diff+xml'], rfc: '5875' },
] as const satisfies readonly EventPackage[];

/** A name that the table has. */
/** The name of a package or template of the table. */
export type EventPackageName = (typeof eventPackages)[number]['name'];

const rows: ReadonlyMap<string, EventPackage> = new Map(eventPackages.map((row) => [row.name, row]));

/**
 * What an Event names, as `presence` or `presence.winfo`: of a package with templates, the row of the last template, which is
 * the one that says what the bodies are. Undefined where a part of it is not in the table.
 */
export function eventPackage(event: string): EventPackage | undefined {
  const [base, ...templates] = event.split('.', 8).map((part) => rows.get(part));
  if (base?.kind !== 'package' || templates.some((row) => row?.kind !== 'template')) return undefined;
  return templates.at(-1) ?? base;
}
