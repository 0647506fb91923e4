import { Transform } from 'node:stream';

/** The longest message that is read, in bytes; a question has a few hundred, and the text of an error some thousands. */
export const MOST_MESSAGE = 4 * 1024 * 1024;

const LINE_END = 0x0a;

/**
 * Passes on lines, each of which is a message, and drops those that are too long: the SDK ends the connection for such a
 * one without a word. `tooLong` is called once for each.
 */
export function shortLines(atMost: number, tooLong: () => void): Transform {
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
  return new Transform({
    transform(chunk: Uint8Array, _, done) {
      let from = 0;
      for (let end = chunk.indexOf(LINE_END); end >= 0; end = chunk.indexOf(LINE_END, from)) {
        take(chunk.subarray(from, end + 1));
        if (length <= atMost) this.push(Buffer.concat(pieces));
        pieces = [];
        length = 0;
        from = end + 1;
      }
      take(chunk.subarray(from));
      done();
    },
    // what comes last may lack its line end
    flush(done) {
      if (length > 0 && length < atMost) this.push(Buffer.concat([...pieces, Buffer.from([LINE_END])]));
      done();
    },
  });
}
