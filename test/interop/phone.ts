/** What the interop tests want of a real phone, whatever program it is. */

import type { Program } from './program.ts';
import type { ServerProcess } from './sipwright-process.ts';

export interface PhoneOptions {
  readonly server: ServerProcess;
  readonly user: string;
  readonly transport?: 'UDP' | 'TCP';
  /** Of this user when it has registered too: 1 when it is the only one. */
  readonly registrations?: number;
  /** Calls that it takes at once; more are refused as busy. */
  readonly lines?: number;
  /** The tone that it speaks with. */
  readonly hertz: number;
}

export interface Phone {
  readonly program: Program;
  /** The User-Agent that it shows when it registers. */
  readonly userAgent: RegExp;
  readonly hertz: number;
  dial(user: string): Promise<void>;
  /** Waits until a call rings here. */
  rings(): Promise<void>;
  answer(): Promise<void>;
  /** Waits until the call is up. */
  talks(): Promise<void>;
  /** Ends the call, gives up one that rings elsewhere, declines one that rings here. */
  hangUp(): Promise<void>;
  /** Waits until the call is over. @returns what the phone says of it */
  ended(): Promise<string>;
  /** Presses keys in the call. */
  press(digits: string): Promise<void>;
  /** The keys that the other side pressed in the call, so far. */
  heardDigits(): string;
  /** Puts the other side on hold. */
  hold(): Promise<void>;
  /** Takes the other side off hold. */
  resume(): Promise<void>;
  /** Sends the other side to another user (RFC 5589 6). */
  transfer(user: string): Promise<void>;
  /** The file with what was heard in the call, once there is one. */
  recording(): string | undefined;
  /** RTP packets of the call that has ended. */
  packets(): Promise<{ sent: number; received: number }>;
  /** Ends the program as its user would; it must remove its registration. */
  quit(): Promise<void>;
}

export type StartPhone = (options: PhoneOptions) => Promise<Phone>;
