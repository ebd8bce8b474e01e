/** The commands with their options and examples. What carries a command out is loaded when it is called. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import type { ExitCode } from './exit-code.ts';
import { hasColour, type Io } from './io.ts';
import { seconds, wholeNumber } from './option-values.ts';
import { addPhoneCommands } from './phone-program.ts';
import { type TraceOptions } from './trace.ts';

/** Tells with which code the command ends, where that is not 0. */
export type SetExitCode = (code: ExitCode) => void;

const CONFIG = [
  '-c, --config <file>',
  'the configuration; else $SIPWRIGHT_CONFIG, ./sipwright.yaml, /etc/sipwright/sipwright.yaml',
] as const;
const JSON_OUTPUT = ['--json', 'print the result as JSON'] as const;

export function buildProgram(io: Io, setExitCode: SetExitCode): Command {
  const program = new Command('sipwright');
  program
    .description('A SIP server and a phone with their tools, and the reference of the protocol.')
    // Options stand behind the name of their command: `phone` and `phone call` share some.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => io.stdout.columns ?? 100,
      getErrHelpWidth: () => io.stderr.columns ?? 100,
      getOutHasColors: () => hasColour(io, io.stdout),
      getErrHasColors: () => hasColour(io, io.stderr),
    })
    .showHelpAfterError('(--help says more)')
    .version(packageVersion(), '-V, --version', 'print the version');
  addServerCommands(program, io, setExitCode);
  addUserCommands(program, io, setExitCode);
  addToolCommands(program, io, setExitCode);
  addPhoneCommands(program, example, io, setExitCode);
  addTraceCommands(program, io, setExitCode);
  addDiagnosisCommands(program, io, setExitCode);
  addReferenceCommands(program, io, setExitCode);
  return program;
}

function packageVersion(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

function example(command: Command, ...lines: string[]): Command {
  // What stands before a pipe is another program.
  const shown = lines.map((line) => `  $ ${line.includes('| sipwright ') ? line : `sipwright ${line}`}`);
  return command.addHelpText('after', `\nExample:\n${shown.join('\n')}\n`);
}

function addServerCommands(program: Command, io: Io, setExitCode: SetExitCode): void {
  example(program.command('serve'), 'serve -c ./sipwright.yaml')
    .description('Run the server. SIGTERM and SIGINT drain and end it, SIGHUP reloads the configuration.')
    .option(...CONFIG)
    .option('--check', 'only check the configuration')
    .action(async (options: { config?: string; check?: boolean }) => {
      if (options.check) {
        const { check } = await import('./check.ts');
        return setExitCode(await check(io, { config: options.config }));
      }
      const { runServer } = await import('./serve.ts');
      return setExitCode(await runServer(io, options.config));
    });

  example(program.command('init'), 'init --yes', 'init --domain example.com')
    .description('Write a commented sipwright.yaml; asks when it runs on a terminal.')
    .option('-y, --yes', 'ask nothing, take the defaults')
    .option('-o, --output <file>', 'the file to write', 'sipwright.yaml')
    .option('--domain <name>', 'the domain that you serve')
    .option('--force', 'overwrite a file that is there')
    .action(async (options: { yes?: boolean; output: string; domain?: string; force?: boolean }) => {
      const { init } = await import('./init.ts');
      await init(io, options);
    });

  example(program.command('check'), 'check', 'check -c /etc/sipwright/sipwright.yaml --print')
    .description('Check the configuration: each fault as file:line:column, and the fix.')
    .option(...CONFIG)
    .option('--print', 'print the whole configuration, defaults filled in and secrets left out')
    .option(...JSON_OUTPUT)
    .action(async (options: { config?: string; print?: boolean; json?: boolean }) => {
      const { check } = await import('./check.ts');
      setExitCode(await check(io, options));
    });

  example(program.command('reload'), 'reload')
    .description('Make the running server read its configuration again. A faulty one leaves it as it is.')
    .option(...CONFIG)
    .action(async (options: { config?: string }) => {
      const { reload } = await import('./server-state.ts');
      await reload(io, options);
    });

  example(program.command('status'), 'status --json')
    .description('Print how the running server does.')
    .option(...CONFIG)
    .option(...JSON_OUTPUT)
    .action(async (options: { config?: string; json?: boolean }) => {
      const { status } = await import('./server-state.ts');
      await status(io, options);
    });

  example(
    program.command('registrations'),
    'registrations --domain example.com',
    'registrations alice@example.com --json',
  )
    .description('Print who is registered, and where.')
    .argument('[address]', 'of one user only, as user@domain')
    .option(...CONFIG)
    .option('--domain <name>', 'of one domain only')
    .option('--limit <count>', 'print so many at most', wholeNumber)
    .option(...JSON_OUTPUT)
    .action(async (address: string | undefined, options: RegistrationOptions) => {
      const { registrations } = await import('./registrations.ts');
      await registrations(io, { ...options, address });
    });
}

interface RegistrationOptions {
  config?: string;
  domain?: string;
  limit?: number;
  json?: boolean;
}

function addUserCommands(program: Command, io: Io, setExitCode: SetExitCode): void {
  const user = program.command('user').description('Accounts. The change shows in a running server at once.');
  example(user, 'user add alice@example.com', 'user list --json');
  const withPassword = (command: Command) =>
    command
      .argument('<user>', 'user@domain; without @domain it is the first domain')
      .option(...CONFIG)
      .option('--password-file <file>', 'read the password from the first line of a file')
      .option('--generate', 'make a random password and print it')
      .option(...JSON_OUTPUT);

  example(withPassword(user.command('add')), 'user add alice@example.com', 'pass show alice | sipwright user add alice')
    .description('Add an account. The password comes from a prompt, or from the first line of standard input.')
    .action(async (address: string, options: object) => {
      const { addUser } = await import('./user.ts');
      await addUser(io, address, options);
    });

  example(withPassword(user.command('passwd')), 'user passwd alice@example.com')
    .description('Give an account a new password.')
    .action(async (address: string, options: object) => {
      const { changePassword } = await import('./user.ts');
      await changePassword(io, address, options);
    });

  example(
    user.command('set'),
    'user set alice@example.com --redirect sip:bob@example.com',
    'user set alice --max-contacts 2 --algorithms SHA-256,MD5',
    'user set alice --disable',
  )
    .description('Change the settings of an account; "default" goes back to what its domain says.')
    .argument('<user>', 'user@domain; without @domain it is the first domain')
    .option(...CONFIG)
    .option('--disable', 'it can neither register, call nor be called')
    .option('--enable', 'it can again')
    .option('--redirect <contacts...>', 'answer calls to it with these contacts: URIs, or <URI>;q=0.5')
    .option('--redirect-code <code>', '300, 301, 302, 305 or 380', wholeNumber, 302)
    .option('--no-redirect', 'ring its phones again')
    .option('--max-contacts <count>', 'how many contacts it may register, or default')
    .option('--algorithms <names>', 'digest algorithms to offer it, separated by commas, or default')
    .option(...JSON_OUTPUT)
    .action(async (address: string, options: object) => {
      const { setUser } = await import('./user-set.ts');
      await setUser(io, address, options as Parameters<typeof setUser>[2]);
    });

  example(user.command('remove'), 'user remove alice@example.com')
    .description('Remove an account and its registrations.')
    .argument('<user>', 'user@domain; without @domain it is the first domain')
    .option(...CONFIG)
    .action(async (address: string, options: object) => {
      const { removeUser } = await import('./user.ts');
      await removeUser(io, address, options);
    });

  example(user.command('list'), 'user list --domain example.com')
    .description('Print the accounts.')
    .option(...CONFIG)
    .option('--domain <name>', 'of one domain only')
    .option(...JSON_OUTPUT)
    .action(async (options: object) => {
      const { listUsers } = await import('./user.ts');
      await listUsers(io, options);
    });

  example(user.command('import'), 'user import users.csv', 'user import subscriber.csv --realm example.com')
    .description(
      'Add many accounts from a CSV file: rows of user@domain,password, or of username,domain,ha1[,ha1b] as Kamailio ' +
        'keeps them; or a first row that names the columns (username, domain, password, realm, ha1, ha1_sha256, ' +
        'ha1_sha512_256). Accounts that are there get the new password.',
    )
    .argument('<file>', 'the file, or - for standard input')
    .option(...CONFIG)
    .option(
      '--realm <realm>',
      'the realm that the ha1 columns were computed with; else their column realm, else the domain',
    )
    .option(...JSON_OUTPUT)
    .action(async (file: string, options: object) => {
      const { importUsers } = await import('./user-import.ts');
      setExitCode(await importUsers(io, file, options));
    });
}

function addToolCommands(program: Command, io: Io, setExitCode: SetExitCode): void {
  example(program.command('route'), 'route INVITE sip:bob@example.com --from sip:alice@example.com')
    .description('Print what would happen to a request, and the line of the configuration that decides it.')
    .argument('<method>', 'INVITE, MESSAGE, REGISTER, …')
    .argument('<uri>', 'the Request-URI')
    .option(...CONFIG)
    .option('--from <uri>', 'the caller; one of your own domain counts as authenticated')
    .option('--stranger', 'the caller has no credentials')
    .option('--source <address>', 'the address that the request comes from', '192.0.2.1')
    .option('--running', 'ask the running server, not the file')
    .option(...JSON_OUTPUT)
    .action(async (method: string, uri: string, options: object) => {
      const { route } = await import('./route.ts');
      await route(io, { ...options, method, uri });
    });

  example(program.command('ping'), 'ping sip.example.com', 'ping "sip:192.0.2.7:5060;transport=tcp" --json')
    .description('Send OPTIONS, and print the answer, its round trip and what it means.')
    .argument('<target>', 'a SIP URI, a host, or host:port')
    .option('--tcp', 'over TCP, whatever the URI says')
    .option('--timeout <seconds>', 'how long to wait', seconds, 5)
    .option('--from <uri>', 'who asks', 'sip:ping@sipwright.invalid')
    .option(...JSON_OUTPUT)
    .action(async (target: string, options: { tcp?: boolean; timeout: number; from: string; json?: boolean }) => {
      const { ping } = await import('./ping.ts');
      setExitCode(await ping(io, target, options));
    });
}

function addDiagnosisCommands(program: Command, io: Io, setExitCode: SetExitCode): void {
  const diagnose = example(
    program.command('diagnose'),
    'diagnose call.pcap',
    'diagnose call.pcapng --html verdict.html',
    'diagnose /var/log/asterisk/full --list',
    'diagnose - < message.txt',
    'diagnose --listen hep:9060 --failures',
  )
    .description(
      'Tell why calls and registrations failed, and what to do: from captures (pcap, pcapng, HEP3), from what sngrep, sipp, ' +
        'Asterisk, FreeSWITCH, Kamailio or Wireshark print, or from a message that you paste. Ends with 3 when it found a failure.',
    )
    .argument('[files...]', 'captures or logs, also packed with gzip; - or none reads standard input')
    .option(...JSON_OUTPUT)
    .option('--html <file>', 'write one page with ladder, messages and verdicts')
    .option('--call <id>', 'only the call with this Call-ID, or the first that begins so')
    .option('--list', 'print all calls and registrations with their outcome, a line each')
    .option(
      '--listen <place>',
      'take HEP from Kamailio, Asterisk, FreeSWITCH or OpenSIPS instead, and tell live: hep:9060',
    );
  addFilters(diagnose).action(async (files: string[], options: object) => {
    const { runDiagnose } = await import('./diagnose.ts');
    setExitCode(await runDiagnose(io, files, options));
  });
}

function addTraceCommands(program: Command, io: Io, setExitCode: SetExitCode): void {
  example(program.command('calls'), 'calls', 'calls --failed --json')
    .description(
      'Print the latest calls and registrations of the running server with their outcome and what was wrong.',
    )
    .option(...CONFIG)
    .option('--failed', 'only those that failed')
    .option('--limit <count>', 'print so many at most, the latest', wholeNumber, 100)
    .option(...JSON_OUTPUT)
    .action(async (options: { config?: string; failed?: boolean; limit: number; json?: boolean }) => {
      const { runCalls } = await import('./calls.ts');
      await runCalls(io, options);
    });

  example(program.command('why'), 'why alice@example.com', 'why 7f3a91')
    .description(
      'Tell why a call or a registration at the running server failed: the cause, what the server decided, the fix.',
    )
    .argument('<call-id|user@domain>', 'a Call-ID, or how it begins; or a user, whose latest failure is told')
    .option(...CONFIG)
    .option(...JSON_OUTPUT)
    .action(async (what: string, options: { config?: string; json?: boolean }) => {
      const { runWhy } = await import('./calls.ts');
      setExitCode(await runWhy(io, what, options));
    });

  addFilters(example(program.command('trace'), 'trace', 'trace --number 4930 --failures', 'trace -O today.pcapng'))
    .description(
      'Follow what the running server receives and sends, a line for each message, with the verdict on each call that fails.',
    )
    .option(...CONFIG)
    .option('--past', 'begin with what the trace holds already')
    .option('--no-follow', 'print what the trace holds, and end')
    .option('-O, --output <file>', 'write the messages to a pcapng file too, credentials masked')
    .action(async (options: TraceOptions) => {
      const { runTrace } = await import('./trace.ts');
      await runTrace(io, options);
    });
}

function addFilters(command: Command): Command {
  return command
    .option('--method <name>', 'only requests of this method, and their responses')
    .option('--number <digits>', 'only where From, To or the Request-URI holds this')
    .option('--address <address>', 'only what comes from or goes to this address')
    .option('--failures', 'only the verdicts on what failed');
}

function addReferenceCommands(program: Command, io: Io, setExitCode: SetExitCode): void {
  const MARKDOWN = ['--markdown', 'print Markdown'] as const;

  example(
    program.command('explain'),
    'explain 401',
    'explain Via',
    'explain nonce',
    'explain "SIP/2.0 480 Temporarily Unavailable"',
    'explain - < message.txt',
  )
    .description('Tell what a response code, a method, a header field or a word means, when you see it, how to fix it.')
    .argument('<what...>', 'a code, a name, a phrase, or a message that you paste; - reads standard input')
    .option(...JSON_OUTPUT)
    .option(...MARKDOWN)
    .action(async (what: string[], options: { json?: boolean; markdown?: boolean }) => {
      const { runExplain } = await import('./explain.ts');
      setExitCode(await runExplain(io, what, options));
    });

  example(program.command('compare'), 'compare 302 428', 'compare 401 407 --markdown', 'compare Via Record-Route')
    .description('Tell two codes, methods, header fields or words apart, and which to use when.')
    .argument('<names...>', 'two of what `explain` knows')
    .option(...JSON_OUTPUT)
    .option(...MARKDOWN)
    .action(async (names: string[], options: { json?: boolean; markdown?: boolean }) => {
      const { runCompare } = await import('./explain.ts');
      setExitCode(await runCompare(io, names, options));
    });
}
