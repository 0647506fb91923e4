import { asJson } from '../../model/quote.ts';

/** The report as it is; docs/gate.md documents the fields. */
export function json(report: object): string {
  return `${asJson(report)}\n`;
}

/** The same for a report that is one list, in pieces: ten thousand references make a text of many megabytes. */
export function* listAsJson(name: string, items: Iterable<object>): Generator<string> {
  let before = `{\n  "${name}": [`;
  let isEmpty = true;
  for (const item of items) {
    yield `${before}\n    ${asJson(item).replaceAll('\n', '\n    ')}`;
    before = ',';
    isEmpty = false;
  }
  yield isEmpty ? `${before}]\n}\n` : '\n  ]\n}\n';
}
