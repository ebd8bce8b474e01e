/** A registration, told as it goes: what it gets, why it fails, and what can be done about that (RFC 3261 10.2). */
import { reasonPhrase } from '../catalogue/index.ts';
import { decodeUtf8 } from '../message/index.ts';
import { explainOutcome } from '../phone/index.ts';
import type { Registration, RegistrationChange, RequestFailed } from '../ua/index.ts';
import type { PhoneEvent } from './phone-events.ts';

/** Tells until the registration is over. */
export async function followRegistration(
  registration: Registration,
  onEvent: (event: PhoneEvent) => void,
): Promise<void> {
  let failed: number | undefined;
  for await (const change of registration.changes) {
    const event = await eventOf(change, failed);
    // The same answer each time needs no second explanation.
    failed = event.event === 'not-registered' ? event.status : undefined;
    onEvent(event);
  }
}

async function eventOf(change: RegistrationChange, failed: number | undefined): Promise<PhoneEvent> {
  switch (change.state) {
    case 'registered':
      return {
        event: 'registered',
        expires: change.expires,
        contacts: change.bindings.map(({ uri }) => uri.text),
      };
    case 'failed':
      return notRegistered(change.failure, change.retryIn, failed !== change.failure.status);
    case 'lost':
      return {
        event: 'not-registered',
        status: 503,
        reason: change.reason,
        retryIn: change.retryIn,
        explanation: undefined,
      };
    case 'unregistered':
      return { event: 'unregistered' };
  }
}

/** What was never sent was refused by nobody, and needs no explanation. */
async function notRegistered(failure: RequestFailed, retryIn: number, isNew: boolean): Promise<PhoneEvent> {
  const { status } = failure;
  return {
    event: 'not-registered',
    status,
    reason: reasonOf(failure),
    retryIn,
    explanation:
      isNew && (status !== 503 || failure.response !== undefined)
        ? await explainOutcome(status, failure.response)
        : undefined,
  };
}

/** The phrase of the response; where none came, why. */
export function reasonOf({ code, status, response, message }: RequestFailed): string {
  if (response === undefined || code === 'SIP_NO_BINDING') return message.replace(/^[A-Z]+: \d{3} /, '');
  return decodeUtf8(response.reason) || reasonPhrase(status);
}
