/** Who a command of the phone speaks as, and by which way: the options that these commands share (RFC 3261 8.1.1, 8.1.2, 22). */
import { type Command, Option } from 'commander';
import { port } from './option-values.ts';

/** As the command line has them. */
export interface AccountOptions {
  /** An address, with a display name or without. */
  readonly as?: string;
  readonly authUser?: string;
  readonly passwordFile?: string;
  /** A URI, or host and port alone. */
  readonly proxy?: string;
  readonly transport?: 'udp' | 'tcp';
  readonly address?: string;
  readonly port?: number;
}

/** Adds the options to a command. */
export function withAccount(command: Command): Command {
  return command
    .option('--as <address>', 'who you are: alice@example.com, or "Alice <sip:alice@example.com>"; else $SIP_IDENTITY')
    .option('--auth-user <name>', 'the name that goes with the password, where it is not that of the address')
    .option(
      '--password-file <file>',
      'read the password from the first line of a file; else $SIP_PASSWORD, else it is asked for',
    )
    .option('--proxy <uri>', 'send everything there first: sip:192.0.2.1:5060, or with ;transport=tcp')
    .addOption(
      new Option('--transport <name>', 'speak over this alone, both ways; else what the address says').choices([
        'udp',
        'tcp',
      ]),
    )
    .option('--address <ip>', 'the address of this machine to use, for sound too; else the one that leads there')
    .option('--port <number>', 'the SIP port of this machine; else a free one', port);
}
