/** Cuts a text into its lines, whatever ends them, fed in pieces of any size. */

/** What ended a line; '' for the last one, or one that was too long. */
export type LineEnd = '\r\n' | '\n' | '\r' | '';

/** Takes one line. @param line without its end, one character per byte */
export type TakeLine = (line: string, end: LineEnd) => void;

/** How much of a line is kept, in characters; what is behind that is lost. */
export const MAX_LINE = 65_536;

/** The lines of one text. CR LF, LF and CR alone end a line; CR CR LF is what a text file makes of CR LF. */
export class TextLines {
  readonly #take: TakeLine;
  readonly #cut: () => void;
  #pieces: string[] = [];
  #length = 0;
  /** Carriage returns that wait for what comes behind them. */
  #returns = 0;
  #isCut = false;

  /** @param cut is called once for each line that is too long */
  constructor(take: TakeLine, cut: () => void) {
    this.#take = take;
    this.#cut = cut;
  }

  /** Takes on the next piece of the text. @param text one character per byte */
  feed(text: string): void {
    const length = text.length;
    let at = 0;
    let lineFeed = text.indexOf('\n');
    let carriageReturn = text.indexOf('\r');
    while (at < length) {
      if (this.#returns > 0) {
        if (text.charCodeAt(at) === 0x0d) {
          this.#returns++;
          at++;
          continue;
        }
        if (text.charCodeAt(at) === 0x0a) {
          this.#returns = 0;
          this.#end('\r\n');
          at++;
          continue;
        }
        this.#endReturns();
      }
      // Each is searched for anew only when it is passed, so that no text is searched through twice.
      if (lineFeed >= 0 && lineFeed < at) lineFeed = text.indexOf('\n', at);
      if (carriageReturn >= 0 && carriageReturn < at) carriageReturn = text.indexOf('\r', at);
      if (carriageReturn >= 0 && (lineFeed < 0 || carriageReturn < lineFeed)) {
        this.#keep(text, at, carriageReturn);
        this.#returns = 1;
        at = carriageReturn + 1;
      } else if (lineFeed >= 0) {
        this.#keep(text, at, lineFeed);
        this.#end('\n');
        at = lineFeed + 1;
      } else {
        this.#keep(text, at, length);
        return;
      }
    }
  }

  /** The text is over: gives what came behind the last line end. */
  end(): void {
    if (this.#returns > 0) this.#endReturns();
    if (this.#length > 0) this.#end('');
  }

  #keep(text: string, start: number, end: number): void {
    if (start === end) return;
    const room = MAX_LINE - this.#length;
    if (end - start > room && !this.#isCut) {
      this.#isCut = true;
      this.#cut();
    }
    if (room <= 0) return;
    const piece = text.slice(start, Math.min(end, start + room));
    this.#pieces.push(piece);
    this.#length += piece.length;
    // A dribble of single characters costs no array of them.
    if (this.#pieces.length > 256) this.#pieces = [this.#pieces.join('')];
  }

  #endReturns(): void {
    const empty = this.#returns - 1;
    this.#returns = 0;
    this.#end('\r');
    for (let i = 0; i < empty; i++) this.#take('', '\r');
  }

  #end(end: LineEnd): void {
    const line = this.#pieces.length === 1 ? this.#pieces[0] : this.#pieces.join('');
    this.#pieces = [];
    this.#length = 0;
    this.#isCut = false;
    this.#take(line, end);
  }
}
