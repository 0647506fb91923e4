import { Transform } from 'node:stream';

/**
 * The longest message that is read, in bytes. A question has a few hundred, and the text of an error some thousands.
 */
export const MOST_MESSAGE = 4 * 1024 * 1024;

const LINE_END = 0x0a;

interface Lines {
  /** Bytes. The SDK silently ends the connection at a line that is too long for it. */
  readonly atMost: number;
  /** Called once for each longer line, which is dropped. */
  tooLong(): void;
  /** Returns whether a line, with its end, is passed on. */
  admits(line: Buffer): boolean;
}

/** Passes on lines. Each is a message. */
export function messageLines({ atMost, tooLong, admits }: Lines): Transform {
  let pieces: Uint8Array[] = [];
  let length = 0;
  const take = (piece: Uint8Array) => {
    const wasShort = length <= atMost;
    length += piece.length;
    if (length <= atMost) pieces.push(piece);
    else if (wasShort) {
      pieces = [];
      tooLong();
    }
  };
  const pass = (to: Transform) => {
    const line = Buffer.concat(pieces);
    if (admits(line)) to.push(line);
  };
  return new Transform({
    transform(chunk: Uint8Array, _, done) {
      let from = 0;
      for (let end = chunk.indexOf(LINE_END); end >= 0; end = chunk.indexOf(LINE_END, from)) {
        take(chunk.subarray(from, end + 1));
        if (length <= atMost) pass(this);
        pieces = [];
        length = 0;
        from = end + 1;
      }
      take(chunk.subarray(from));
      done();
    },
    // the last line may lack its line end
    flush(done) {
      if (length > 0 && length < atMost) {
        pieces.push(Buffer.of(LINE_END));
        pass(this);
      }
      done();
    },
  });
}
