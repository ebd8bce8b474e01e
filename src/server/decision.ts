/** What is done with a request, and why: the answer of the routes, of the routing module and of the built-in rules. */
import type { Uri } from '../message/index.ts';
import type { BridgeConfig, RedirectCode } from './config.ts';

export type Decision = { readonly because: string } & (
  | {
      readonly action: 'proxy';
      /** URIs to send it to; undefined: the contacts that the called user has registered. */
      readonly targets: readonly string[] | undefined;
    }
  | {
      /** Takes the call apart into two legs of the server's own; for all methods but INVITE the same as `proxy`. */
      readonly action: 'bridge';
      /** As with `proxy`. */
      readonly targets: readonly string[] | undefined;
      readonly bridge: BridgeConfig;
    }
  | { readonly action: 'redirect'; readonly code: RedirectCode; readonly contacts: readonly string[] }
  | { readonly action: 'reject'; readonly code: number; readonly reason: string | undefined }
  | { readonly action: 'challenge' }
  /** The server is meant itself: a REGISTER for a domain of ours, or a request without a user part. */
  | { readonly action: 'answer' }
);

/** What a decision hangs on. */
export interface RequestFacts {
  readonly method: string;
  /** The Request-URI, once Route and strict routing are dealt with. */
  readonly uri: Uri;
  /** Who the caller says it is; undefined where From holds no SIP URI. */
  readonly from: Uri | undefined;
  /** Numeric, IPv6 without brackets. */
  readonly sourceAddress: string;
  /** `user@domain` whose credentials were right; undefined without any. */
  readonly account: string | undefined;
}
