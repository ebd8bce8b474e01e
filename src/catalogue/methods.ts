/** The registered request methods (RFC 3261 7.1, 27.4). */

/** What the body usually is; a method without one may still carry one. */
export type UsualBody =
  | 'none'
  | 'session description'
  | 'session description, at times'
  | 'event state'
  | 'text or data';

/** A row: a method, and what follows from it for dialogs, responses and bodies. */
export interface Method {
  readonly name: string;
  readonly rfc: string;
  /** A successful request creates a dialog (RFC 3261 12, RFC 6665, RFC 3515). */
  readonly createsDialog: boolean;
  /** May be sent outside a dialog. */
  readonly standsAlone: boolean;
  /** Is answered at all; ACK is not (RFC 3261 17). */
  readonly hasResponse: boolean;
  /** May be taken back by CANCEL while it is pending (RFC 3261 9.1). */
  readonly cancellable: boolean;
  /** May be answered with 401 or 407: ACK has no answer, and CANCEL cannot be sent again (RFC 3261 22.1). */
  readonly challengeable: boolean;
  /** Within a dialog its Contact becomes the new remote target (RFC 3261 12.2, RFC 5057 5.4). */
  readonly changesTarget: boolean;
  readonly body: UsualBody;
}

/** What holds for most methods, which are answered, may be challenged, and change nothing about a dialog. */
const plain = {
  createsDialog: false,
  standsAlone: true,
  hasResponse: true,
  cancellable: false,
  challengeable: true,
  changesTarget: false,
  body: 'none',
} as const;
const inDialog = { ...plain, standsAlone: false } as const;
const makesDialog = { ...plain, createsDialog: true, changesTarget: true } as const;

/** The table, INVITE first. */
export const methods = [
  { ...makesDialog, name: 'INVITE', rfc: '3261 13', cancellable: true, body: 'session description' },
  // to a failure without any dialog (RFC 3261 17.1.1.3)
  {
    ...plain,
    name: 'ACK',
    rfc: '3261 13.2.2.4',
    hasResponse: false,
    challengeable: false,
    body: 'session description, at times',
  },
  { ...inDialog, name: 'BYE', rfc: '3261 15' },
  { ...plain, name: 'CANCEL', rfc: '3261 9', challengeable: false },
  { ...plain, name: 'OPTIONS', rfc: '3261 11' },
  { ...plain, name: 'REGISTER', rfc: '3261 10' },
  { ...inDialog, name: 'PRACK', rfc: '3262 6', body: 'session description, at times' },
  { ...inDialog, name: 'UPDATE', rfc: '3311 5', changesTarget: true, body: 'session description, at times' },
  { ...inDialog, name: 'INFO', rfc: '6086 4', body: 'text or data' },
  { ...plain, name: 'MESSAGE', rfc: '3428 9', body: 'text or data' },
  { ...makesDialog, name: 'SUBSCRIBE', rfc: '6665 3.1' },
  { ...makesDialog, name: 'NOTIFY', rfc: '6665 3.2', standsAlone: false, body: 'event state' },
  { ...makesDialog, name: 'REFER', rfc: '3515 2' },
  { ...plain, name: 'PUBLISH', rfc: '3903 11.1.1', body: 'event state' },
] as const satisfies readonly Method[];

/** A method that is registered. */
export type MethodName = (typeof methods)[number]['name'];

const names: ReadonlySet<string> = new Set(methods.map((method) => method.name));

/** Whether a method is registered. Methods are case-sensitive (RFC 3261 7.1). */
export function isKnownMethod(name: string): name is MethodName {
  return names.has(name);
}
