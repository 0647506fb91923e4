/**
 * The text without what stands before each of its lines and says nothing: the marks of a quotation, an indentation, the
 * clock of a pipeline's raw log. They may stand in each other, and nobody's are deeper than `most`. What stands before
 * some lines only is left, for there it tells them from the others.
 */
export function unframed(text: string, most = 3): string {
  const lines = text.split('\n');
  const said = lines.filter(line => line.trim() !== '');
  if (said.length === 0) return text;
  for (const frame of frames)
    if (said.length > 1 && said.every(line => frame.test(line)))
      return most > 1 ? unframed(without(frame), most - 1) : without(frame);
  const indented = said.reduce((least, line) => Math.min(least, line.length - line.trimStart().length), mostIndented);
  return indented === 0 ? text : without(new RegExp(String.raw`^\s{1,${indented}}`));

  function without(frame: RegExp): string {
    return lines.map(line => line.replace(frame, '')).join('\n');
  }
}

/** A wider indentation is a table's. */
const mostIndented = 80;

const frames = [
  /^ ?> ?/,
  // GitHub and Azure Pipelines write seven digits of a second, and programs hardly ever do.
  /^\ufeff?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z(?: |$)/,
];
