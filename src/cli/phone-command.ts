/** What a person can ask of the phone in the terminal, by keys or by lines. */

/** Until when `wait` waits; it looks at how things are, not only at what happens from now on. */
export type Awaited = 'registered' | 'ringing' | 'answered' | 'ended';

/** `call` is the number of a call; without one the current call is meant. */
export type PhoneCommand =
  | { readonly do: 'call'; readonly target: string }
  /** Without a number: the call that has rung for longest. */
  | { readonly do: 'answer'; readonly call?: number }
  | { readonly do: 'reject'; readonly call?: number; readonly status?: number }
  | { readonly do: 'hangup'; readonly call?: number | 'all' }
  /** undefined: whichever it is not. */
  | { readonly do: 'hold'; readonly call?: number; readonly held: boolean | undefined }
  | { readonly do: 'mute'; readonly call?: number; readonly muted: boolean | undefined }
  | { readonly do: 'digits'; readonly digits: string }
  /** To somebody, or to the other side of a further call of ours. */
  | { readonly do: 'transfer'; readonly to: string | number }
  | { readonly do: 'message'; readonly to: string; readonly text: string }
  /** Makes a call the current one; without a number the next one. */
  | { readonly do: 'select'; readonly call?: number }
  | { readonly do: 'calls' }
  | { readonly do: 'wait'; readonly until: Awaited | undefined; readonly ms: number | undefined }
  | { readonly do: 'help' }
  | { readonly do: 'quit' };
