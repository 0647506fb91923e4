/** Whether a name stands in a record's field that a collector of logs added: whose image it is, and not what failed. */
export function isOfCollector(text: string, start: number): boolean {
  return collected.test(text.slice(Math.max(0, start - 60), start));
}

const collected = /["\s{,]container[_.]?image(?:[_.]?(?:id|name|tag|hash))?["']?\s*[:=]\s*["']?$/i;

/** Where a host begins, of which a position is a part. */
export function nameStart(text: string, position: number): number {
  const [label = ''] = /[\w.-]{0,80}$/.exec(text.slice(Math.max(0, position - 80), position)) ?? [];
  return position - label.length;
}
