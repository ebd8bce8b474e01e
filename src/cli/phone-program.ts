/** The commands of the phone with their options and examples. What carries a command out is loaded when it is called. */
import type { Command } from 'commander';
import { withAccount } from './account-options.ts';
import { CommandError, EXIT } from './exit-code.ts';
import type { Io } from './io.ts';
import { duration, wholeNumber } from './option-values.ts';
import type { SetExitCode } from './program.ts';

const JSON_LINES = ['--json', 'print each event as a JSON object on a line of its own'] as const;
const EXPIRES = [
  '--expires <seconds>',
  'how long a registration is asked for; 3600 when left out',
  wholeNumber,
] as const;

type Example = (command: Command, ...lines: string[]) => Command;

export function addPhoneCommands(program: Command, example: Example, io: Io, setExitCode: SetExitCode): void {
  addPhone(program, example, io, setExitCode);

  example(
    withAccount(program.command('message')),
    'message bob@example.com "lunch at one?" --as alice@example.com',
    'date | sipwright message sip:bob@192.0.2.7 -',
  )
    .description('Send an instant message, and print how it was answered.')
    .argument('<target>', 'to whom: bob, bob@example.com, +49 30 12345')
    .argument('<text...>', 'the text; - reads it from standard input')
    .option('--json', 'print the result as JSON')
    .action(async (target: string, text: string[], options: object) => {
      const { sendMessage } = await import('./message.ts');
      setExitCode(await sendMessage(io, target, text, options));
    });

  example(
    withAccount(program.command('subscribe')),
    'subscribe bob@example.com presence --as alice@example.com',
    'subscribe alice message-summary --as alice@example.com --once',
    'subscribe bob dialog --as alice@example.com --for 10m --json',
  )
    .description('Subscribe to a state of somebody, and print each notification until Ctrl-C.')
    .argument('<target>', 'whose state')
    .argument('<event>', 'presence, dialog, message-summary, reg, or another package')
    .option('--for <time>', 'unsubscribe after that: 60s, 10m', duration)
    .option('--once', 'ask for the state of now only')
    .option('--expires <seconds>', 'how long the subscription is asked for; it is refreshed', wholeNumber)
    .option('--json', 'print each notification as a JSON object on a line of its own')
    .action(async (target: string, event: string, options: object) => {
      const { subscribe } = await import('./subscribe.ts');
      setExitCode(await subscribe(io, target, event, options));
    });

  example(
    withAccount(program.command('register')),
    'register --as alice@example.com',
    'register --as alice@example.com --for 60s --json',
    'register --as alice@example.com --proxy sip:192.0.2.1 --transport tcp --keep --expires 300',
  )
    .description(
      'Register, print all contacts that are registered, and take the registration back: whether the account works. ' +
        'Nobody answers calls here; that is what `sipwright phone` does.',
    )
    .option('--for <time>', 'stay registered for so long before: 60s, 10m', duration)
    .option('--keep', 'leave the registration there at the end: it runs out by itself')
    .option(...EXPIRES)
    .option('--json', 'print the result as JSON')
    .action(async (options: object) => {
      const { register } = await import('./register.ts');
      setExitCode(await register(io, options));
    });
}

function addPhone(program: Command, example: Example, io: Io, setExitCode: SetExitCode): void {
  const phone = example(
    withSound(withAccount(program.command('phone'))),
    'phone --as alice@example.com',
    "printf 'call bob\\nwait answered\\ndtmf 1\\nwait ended\\n' | sipwright phone --as alice@example.com --json",
  )
    .description(
      'A phone in the terminal: single keys (? lists them), or lines where there is no terminal: "help" lists the commands, ' +
        '"wait answered" and the like let scripts keep step. Sound is that of the sound card. Without --as it calls and is ' +
        'called without an account, by the address of the machine.',
    )
    .option('--no-register', 'do not register')
    .option('--no-card', 'leave the sound card alone')
    .option('--lines', 'read lines at a terminal, too')
    .option(...EXPIRES)
    .allowExcessArguments()
    .action(async (options: object, { args }: Command) => {
      if (args.length > 0) throw noSuchCommand(args[0]);
      const { runPhone } = await import('./phone.ts');
      setExitCode(await runPhone(io, options));
    });

  example(
    withSound(withAccount(phone.command('call'))),
    'phone call bob@example.com --as alice@example.com --play hello.wav --record got.wav',
    'phone call sip:bob@192.0.2.7:5070 --digits 123# --for 10s --json',
  )
    .description(
      'Make one call. It ends when the digits are sent and the file was played, after --for, or when the other side hangs up. ' +
        'The exit code is 0 for a call that was answered and hung up, 3 for one that was refused, 4 where nobody answered ' +
        'in time, 5 where it broke down, 69 where nobody was reached.',
    )
    .argument('<target>', 'whom: bob, bob@example.com, +49 30 12345')
    .option(
      '--digits <digits>',
      'send them when the call is answered, before the file is played; a comma is a pause of 1 s',
    )
    .option('--for <time>', 'hang up so long after the answer: 10s, 2m', duration)
    .option('--ring <time>', 'give up when nobody has answered by then; 60s when left out', duration)
    .option('--card', 'talk: use the sound card')
    .option('--register', 'register first, as some servers want')
    .option(...EXPIRES)
    .action(async (target: string, options: object) => {
      const { callOnce } = await import('./phone-call.ts');
      setExitCode(await callOnce(io, target, { ...shared(phone), ...options }));
    });

  example(
    withSound(withAccount(phone.command('answer'))),
    'phone answer --as bob@example.com --after 2s --play greeting.wav --record message.wav --for 1m',
    'phone answer --port 5070 --count 1 --wait 30s --json',
  )
    .description(
      'Wait for calls and answer them, one at a time; each goes on until the caller hangs up, or for --for. ' +
        'The exit codes are those of `phone call`.',
    )
    .option('--after <time>', 'let it ring for so long before', duration)
    .option('--for <time>', 'hang up so long after the answer', duration)
    .option('--count <number>', 'end after so many calls; without it Ctrl-C ends it', wholeNumber)
    .option('--wait <time>', 'give up when nobody has called by then', duration)
    .option('--card', 'talk: use the sound card')
    .option('--no-register', 'do not register')
    .option(...EXPIRES)
    .action(async (options: object) => {
      const { answerCalls } = await import('./phone-answer.ts');
      setExitCode(await answerCalls(io, { ...shared(phone), ...options }));
    });
}

/** A phone has no arguments of its own. */
function noSuchCommand(name: string): CommandError {
  return new CommandError(
    EXIT.usage,
    `there is no "phone ${name}": "phone call" makes one call, "phone answer" waits for calls, "phone" alone is for you`,
  );
}

/** What stands before `call` and `answer`, and holds for them too. */
function shared(phone: Command): object {
  return { ...phone.opts(), register: undefined, card: undefined };
}

function withSound(command: Command): Command {
  return command
    .option('--play <file>', 'play a WAV file in place of a microphone')
    .option('--record <file>', 'write what is heard to a WAV file; further calls get got-2.wav, got-3.wav, …')
    .option('--codecs <names>', 'what to offer, in order: PCMU, PCMA, G722')
    .option(...JSON_LINES);
}
