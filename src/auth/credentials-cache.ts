/** The challenges that a user agent has answered, so that its next requests carry credentials at once (RFC 3261 22.3). */

import { type AuthValue, type Header } from '../message/index.ts';
import { answerChallenge, type Challenge, chooseChallenges } from './client.ts';
import { computeHa1 } from './digest.ts';
import { digestAlgorithms, type Hash } from './hash.ts';

/** Authorization answers a 401, Proxy-Authorization a 407. */
export type CredentialsField = 'Authorization' | 'Proxy-Authorization';

/** Unicode, as people write it. */
export interface UserPassword {
  readonly username: string;
  readonly password: string;
}

/** How often each realm has challenged one request, retries included. One for each request, empty at first. */
export type ChallengeRounds = Map<string, number>;

/**
 * - `retry`: send the request again, with `credentialsFor` and a higher CSeq.
 * - `refused`: the password is wrong, or the peer never gets enough of stale nonces.
 * - `unanswerable`: no realm that we have a password for, or no algorithm that we know.
 */
export type ChallengeOutcome = 'retry' | 'refused' | 'unanswerable';

interface Entry {
  /** The host that challenged us. */
  readonly scope: string;
  readonly field: CredentialsField;
  readonly challenge: Challenge;
  readonly username: string;
  readonly ha1: string;
  cnonce: string;
  nc: number;
}

/** A fresh nonce that is stale again on arrival twice in a row is a fault of the peer's. */
const MAX_ROUNDS = 3;

/** The nonces in use by realm, each with its count: bounded, the oldest goes. */
export class CredentialsCache {
  readonly #hash: Hash;
  readonly #passwordFor: (realm: string) => UserPassword | undefined;
  readonly #limit: number;
  /** Oldest first. */
  readonly #entries: Entry[] = [];

  /**
   * @param passwordFor the user's name and password in a realm (wire text), if any
   * @param limit how many realms are kept; the oldest goes
   */
  constructor(hash: Hash, passwordFor: (realm: string) => UserPassword | undefined, limit = 16) {
    this.#hash = hash;
    this.#passwordFor = passwordFor;
    this.#limit = limit;
  }

  /**
   * Takes the challenges of a 401 or 407.
   * @param scope the host that the request went to
   */
  receiveChallenges(
    field: CredentialsField,
    values: readonly AuthValue[],
    rounds: ChallengeRounds,
    scope = '',
  ): ChallengeOutcome {
    let outcome: ChallengeOutcome = 'unanswerable';
    for (const challenge of chooseChallenges(values)) {
      const user = this.#passwordFor(challenge.realm);
      if (user === undefined) continue;
      const round = `${field} ${challenge.realm}`;
      const before = rounds.get(round) ?? 0;
      rounds.set(round, before + 1);
      this.#forget(field, challenge.realm, scope);
      // 22.2: credentials that were just refused are not sent again
      if (before > 0 && (!challenge.stale || before >= MAX_ROUNDS)) return 'refused';
      this.#remember(field, challenge, user, scope);
      outcome = 'retry';
    }
    return outcome;
  }

  /**
   * The credentials for a request, one line for each realm that has challenged us, their counts moved on.
   * @param cnonce random; used with nonces that have none yet
   * @param scope the host that the request goes to: what another has asked for is none of its business, since whoever sees an
   *   answer can guess passwords with it (26.3.2, RFC 7616 5.3)
   */
  credentialsFor(request: { method: string; uri: string; body: string }, cnonce: string, scope = ''): Header[] {
    return this.#entries
      .filter((entry) => entry.scope === scope)
      .map((entry) => {
        if (entry.cnonce === '') entry.cnonce = cnonce;
        entry.nc++;
        const { challenge, username, nc } = entry;
        const { method, uri, body } = request;
        const answer = { challenge, username, password: entry, method, uri, body, nc, cnonce: entry.cnonce };
        return [entry.field, answerChallenge(this.#hash, answer)];
      });
  }

  #remember(field: CredentialsField, challenge: Challenge, { username, password }: UserPassword, scope: string): void {
    const algorithm = digestAlgorithms[challenge.algorithm].hash;
    const ha1 = computeHa1(this.#hash, algorithm, username, challenge.realm, password);
    this.#entries.push({ scope, field, challenge, username, ha1, cnonce: '', nc: 0 });
    if (this.#entries.length > this.#limit) this.#entries.shift();
  }

  #forget(field: CredentialsField, realm: string, scope: string): void {
    const at = this.#entries.findIndex(
      (entry) => entry.field === field && entry.challenge.realm === realm && entry.scope === scope,
    );
    if (at >= 0) this.#entries.splice(at, 1);
  }
}
