/** A routing module: calls to `support` ring the phones of whoever is on duty, and a nuisance caller is turned away. */

interface Request {
  readonly method: string;
  readonly uri: string;
  /** The caller's URI. */
  readonly from: string;
}

interface Call {
  readonly account: string | undefined;
  /** The contacts that user@domain has registered, best first. */
  contacts(addressOfRecord: string): readonly string[];
}

const onDuty = ['alice@example.org', 'bob@example.org'];
const nuisance = /@spam\.example(;|$)/;

export async function route(request: Request, call: Call) {
  if (nuisance.test(request.from)) return { action: 'reject', code: 603 };
  if (!request.uri.startsWith('sip:support@')) return undefined; // the routes and the built-in rules decide
  const phones = onDuty.flatMap((person) => call.contacts(person));
  if (phones.length === 0) return { action: 'reject', code: 480, reason: 'Nobody Is On Duty' };
  return { action: 'proxy', targets: phones };
}
