import type { CheckReport, GateFinding } from './checkReport.ts';
import { jsonInPieces } from './style.ts';

/**
 * Version 2 of the JSON of `check` (schemas/acr-pull-check.schema.json). References, targets, identities, evidence,
 * assumptions and fixes are defined once, and findings refer to them by key. A fact behind a thousand pulls is there
 * once.
 */
export function keyedJson({ findings, suppressed, summary, notBuilt }: CheckReport): Iterable<string> {
  const tables = {
    references: new Table('r'),
    targets: new Table('t'),
    identities: new Table('i'),
    evidence: new Table('e'),
    fixes: new Table('f'),
  };
  const assumptions = new Map<string, object>();
  const keyed = (finding: GateFinding) => {
    const { reference, target, puller, outcome, cause, message, evidence, fixes, severity, isFailure } = finding;
    for (const { id, ...assumed } of finding.assumptions) assumptions.set(id, assumed);
    const { why: targetWhy = null, ...aTarget } = target ?? {};
    const { why: pullerWhy = null, ...identity } = puller ?? {};
    return {
      reference: tables.references.keyOf(reference),
      target: target && tables.targets.keyOf(aTarget),
      targetWhy,
      puller: puller && tables.identities.keyOf(identity),
      pullerWhy,
      outcome,
      cause,
      severity,
      fails: isFailure,
      message,
      evidence: evidence.map(each => tables.evidence.keyOf(each)),
      assumptions: finding.assumptions.map(({ id }) => id),
      fixes: fixes.map(each => tables.fixes.keyOf(each)),
      ...(finding.planned === undefined ? {} : { planned: finding.planned }),
      ...(finding.deployments === undefined ? {} : { deployments: finding.deployments }),
    };
  };
  const counting = findings.map(keyed);
  const hidden = suppressed.map(({ reason, ...finding }) => ({ ...keyed(finding), reason }));
  return jsonInPieces({
    version: 2,
    summary,
    findings: counting,
    suppressed: hidden,
    ...Object.fromEntries(Object.entries(tables).map(([name, { items }]) => [name, Object.fromEntries(items)])),
    assumptions: Object.fromEntries(assumptions),
    notBuilt,
  });
}

/** Equal objects have one key. */
class Table {
  readonly #keys = new Map<string, string>();
  readonly #prefix: string;
  readonly items = new Map<string, object>();

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  keyOf(item: object): string {
    const text = JSON.stringify(item);
    const known = this.#keys.get(text);
    if (known !== undefined) return known;
    const key = `${this.#prefix}${this.#keys.size + 1}`;
    this.#keys.set(text, key);
    this.items.set(key, item);
    return key;
  }
}
