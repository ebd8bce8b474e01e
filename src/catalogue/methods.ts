/** The registered request methods. */

export interface Method {
  readonly name: string;
  readonly rfc: string;
  /** A successful request creates a dialog (RFC 3261 12, RFC 6665, RFC 3515). */
  readonly createsDialog: boolean;
  /** May be sent outside a dialog. */
  readonly standsAlone: boolean;
}

export const methods = [
  { name: 'INVITE', rfc: '3261 13', createsDialog: true, standsAlone: true },
  { name: 'ACK', rfc: '3261 13', createsDialog: false, standsAlone: false },
  { name: 'BYE', rfc: '3261 15', createsDialog: false, standsAlone: false },
  { name: 'CANCEL', rfc: '3261 9', createsDialog: false, standsAlone: true },
  { name: 'OPTIONS', rfc: '3261 11', createsDialog: false, standsAlone: true },
  { name: 'REGISTER', rfc: '3261 10', createsDialog: false, standsAlone: true },
  { name: 'PRACK', rfc: '3262', createsDialog: false, standsAlone: false },
  { name: 'UPDATE', rfc: '3311', createsDialog: false, standsAlone: false },
  { name: 'INFO', rfc: '6086', createsDialog: false, standsAlone: false },
  { name: 'MESSAGE', rfc: '3428', createsDialog: false, standsAlone: true },
  { name: 'SUBSCRIBE', rfc: '6665', createsDialog: true, standsAlone: true },
  { name: 'NOTIFY', rfc: '6665', createsDialog: true, standsAlone: false },
  { name: 'REFER', rfc: '3515', createsDialog: true, standsAlone: true },
  { name: 'PUBLISH', rfc: '3903', createsDialog: false, standsAlone: true },
] as const satisfies readonly Method[];

export type MethodName = (typeof methods)[number]['name'];

const names: ReadonlySet<string> = new Set(methods.map((method) => method.name));

/** Whether a method is registered. Methods are case-sensitive (RFC 3261 7.1). */
export function isKnownMethod(name: string): name is MethodName {
  return names.has(name);
}
