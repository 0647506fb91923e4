/** More than this is a log; of a log only the neighbourhood of the words that errors are made of is looked at. */
const most = 1 << 19;
const before = 600;
const after = 1400;

/**
 * A text of any size, cut down to what may matter: windows around the words that pull errors, and those that are taken
 * for pull errors, are made of. One pass; the earliest and the latest windows stay where there are too many.
 */
export function bound(text: string): string {
  if (text.length <= most) return text;
  const windows: { start: number; end: number }[] = [];
  for (const { index } of text.matchAll(telling)) {
    const last = windows.at(-1);
    const start = Math.max(0, index - before);
    if (last && start <= last.end) last.end = Math.min(text.length, index + after);
    else windows.push({ start, end: Math.min(text.length, index + after) });
  }
  const kept = firstAndLast(windows, most);
  return kept.length === 0 ? text.slice(0, most) : kept.map(({ start, end }) => text.slice(start, end)).join('\n\n');
}

/** As many as fit, one from the front and one from the back in turn; a window longer than the rest is shortened. */
function firstAndLast(windows: readonly { start: number; end: number }[], room: number) {
  const front: { start: number; end: number }[] = [];
  const back: { start: number; end: number }[] = [];
  let left = room;
  for (let i = 0, j = windows.length - 1; i <= j && left > 0; ) {
    const fromFront = front.length <= back.length;
    const window = windows[fromFront ? i++ : j--];
    if (!window) break;
    const { start, end } = window;
    const share = Math.min(left, room / 2);
    const fits = end - start <= share;
    if (fromFront) front.push(fits ? window : { start, end: start + share });
    else back.unshift(fits ? window : { start: end - share, end });
    left -= Math.min(end - start, share);
  }
  return [...front, ...back];
}

const telling = new RegExp(
  [
    'azurecr',
    'failed to pull',
    'pull access denied',
    'unauthorized',
    'denied',
    'errimage',
    'imagepull',
    'pullimage',
    'manifest unknown',
    'not found: manifest',
    'no match for platform',
    'no matching manifest',
    'aadsts',
    'no such host',
    'i/o timeout',
    'x509',
    'toomanyrequests',
    'connectivity_',
    'inaccessibleimage',
    'dockerapiexception',
    'push refers',
    'successfully pulled',
    'crashloop',
    'restarting failed container',
    'probe failed',
    'oomkilled',
  ].join('|'),
  'gi',
);
