/** The log of the server: pino's JSON lines, or one line of text for people. */
import { styleText } from 'node:util';
import type { Logger } from '../stack/index.ts';
import type { Config, LogLevel } from './config.ts';

export interface LogSink {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

/** A logger whose level can be set while it runs, at a reload. */
export interface ServerLogger extends Logger {
  level: LogLevel;
}

const STYLES = { debug: 'dim', info: 'cyan', warn: 'yellow', error: 'red' } as const;

/**
 * @param sink standard output
 * @param colour whether text for people may be coloured
 */
export async function createLogger(config: Config['log'], sink: LogSink, colour: boolean): Promise<ServerLogger> {
  const pretty = config.format === 'pretty' || (config.format === 'auto' && sink.isTTY === true);
  const { default: pino } = await import('pino');
  const stream = pretty
    ? { write: (line: string) => sink.write(prettyLine(line, colour)) }
    : { write: (line: string) => sink.write(line) };
  return pino(
    {
      level: config.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: ['password', 'token', 'authorization', '*.password', '*.token', '*.authorization'],
        censor: '(secret)',
      },
    },
    stream,
  ) as unknown as ServerLogger;
}

/** `12:30:01.250 warn  text key=value` of one line that pino wrote. */
export function prettyLine(line: string, colour: boolean): string {
  const { level, time, msg, err, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    colour ? styleText(style, text, { validateStream: false }) : text;
  const label = String(level);
  const words = [
    paint('dim', String(time).slice(11, 23)),
    paint(STYLES[label as LogLevel] ?? 'red', label.padEnd(5)),
    oneLine(String(msg)),
    ...Object.entries(fields).map(([key, value]) => paint('dim', `${key}=${oneLine(asText(value))}`)),
  ];
  const stack = (err as { stack?: string } | undefined)?.stack;
  return `${words.join(' ')}\n${stack === undefined ? '' : `${stack}\n`}`;
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** What a peer wrote must not begin a line of its own, nor steer the terminal. */
function oneLine(text: string): string {
  return text.replace(/[\x00-\x1f\x7f-\x9f]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
